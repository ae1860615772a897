import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let isDemo = false;

/** Notes from a response of the service whether it serves demo data. */
export function noteDemo(response: Response): Response {
  if (response.headers.get('x-leadgraph-demo') === 'true' && !isDemo) {
    isDemo = true;
    listeners.forEach((listener) => {
      listener();
    });
  }
  return response;
}

/** Whether the service serves demo data, as far as its responses have told. */
export function useDemo(): boolean {
  return useSyncExternalStore(subscribe, () => isDemo);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
