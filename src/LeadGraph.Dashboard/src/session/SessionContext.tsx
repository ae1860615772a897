import { createContext, use, useSyncExternalStore } from 'react';
import { keyStore } from './keyStore';
import { Session, slot, type SessionState } from './session';

const session = new Session(
  keyStore(() => window.sessionStorage),
  keyStore(() => window.localStorage),
);

// Told to the other tabs only, and with null for all items when everything is removed.
window.addEventListener('storage', ({ key, newValue }) => {
  if (key === slot || key === null) {
    session.rememberedElsewhere(newValue);
  }
});

/** The session of this tab. */
export const SessionContext = createContext(session);

/** The state of this tab's session. */
export function useSession(): { session: Session; state: SessionState } {
  const session = use(SessionContext);
  return { session, state: useSyncExternalStore(session.subscribe, () => session.state) };
}
