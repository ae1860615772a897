import { useSyncExternalStore } from 'react';

const tick = 15_000;

let now = Date.now();

function subscribe(onChange: () => void): () => void {
  const timer = setInterval(() => {
    now = Date.now();
    onChange();
  }, tick);
  return () => {
    clearInterval(timer);
  };
}

/** The present moment in milliseconds, renewed every quarter of a minute. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
