import { useSyncExternalStore } from 'react';

const slot = 'leadgraph.changesSeen';
const listeners = new Set<() => void>();
// Where the browser forbids the page to store anything, it is remembered until the page is left.
let unstored: string | null = null;

/**
 * The cursor of the newest change that the reader has been shown; empty where all that are kept are new, and null
 * before the first visit.
 */
export function useSeen(): string | null {
  return useSyncExternalStore(subscribe, seen);
}

/** Notes that the reader has been shown the changes up to a cursor. */
export function noteSeen(cursor: string): void {
  if (seen() === cursor) {
    return;
  }
  unstored = cursor;
  try {
    window.localStorage.setItem(slot, cursor);
  } catch {
    // See above.
  }
  listeners.forEach((listener) => {
    listener();
  });
}

/** The cursor that was noted last. */
export function seen(): string | null {
  try {
    return window.localStorage.getItem(slot) ?? unstored;
  } catch {
    return unstored;
  }
}

// Another tab may show the changes meanwhile.
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}
