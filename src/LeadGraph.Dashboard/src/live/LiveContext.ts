import { createContext, use } from 'react';
import type { Notice } from './changes';

export interface Live {
  status: 'connecting' | 'connected' | 'lost';
  notices: readonly Notice[];
  dismiss: (id: number) => void;
}

/** What is known of changes while they happen. */
export const LiveContext = createContext<Live>({
  status: 'connecting',
  notices: [],
  dismiss: () => undefined,
});

export function useLive(): Live {
  return use(LiveContext);
}
