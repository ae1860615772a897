import { createContext, use } from 'react';

/** Whether the service tells of changes at present; without that, what is shown may be old. */
export const ConnectionContext = createContext(true);

export function useConnected(): boolean {
  return use(ConnectionContext);
}
