import { createContext, use, useSyncExternalStore } from 'react';
import { Session, type SessionState } from './session';
import { tabStore } from './tabStore';

/** The session of this tab. */
export const SessionContext = createContext(new Session(tabStore(() => window.sessionStorage)));

/** The state of this tab's session. */
export function useSession(): { session: Session; state: SessionState } {
  const session = use(SessionContext);
  return { session, state: useSyncExternalStore(session.subscribe, () => session.state) };
}
