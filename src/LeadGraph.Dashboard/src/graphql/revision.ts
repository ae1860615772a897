import { createContext, use } from 'react';

/** Grows whenever what is shown may be outdated; every query is then sent again. */
export const RevisionContext = createContext(0);

export function useRevision(): number {
  return use(RevisionContext);
}
