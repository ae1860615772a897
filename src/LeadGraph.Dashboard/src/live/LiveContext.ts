import { createContext, use } from 'react';
import type { Notice } from './changes';

export interface Live {
  status: 'connecting' | 'connected' | 'lost';
  /** Grows whenever what is shown may be outdated. */
  revision: number;
  notices: readonly Notice[];
  dismiss: (id: number) => void;
}

/** What is known of changes while they happen. */
export const LiveContext = createContext<Live>({
  status: 'connecting',
  revision: 0,
  notices: [],
  dismiss: () => undefined,
});

export function useLive(): Live {
  return use(LiveContext);
}
