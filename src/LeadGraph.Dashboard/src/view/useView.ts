import { useMemo, useSyncExternalStore } from 'react';
import { formatView, parseView, type View } from './view';

// The browser tells of its own back and forward, but not of what a page itself puts into the history.
const moved = new EventTarget();

function subscribe(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange);
  moved.addEventListener('moved', onChange);
  return () => {
    window.removeEventListener('popstate', onChange);
    moved.removeEventListener('moved', onChange);
  };
}

/** The view that the address holds. */
export function useView(): View {
  const queryString = useSyncExternalStore(subscribe, () => window.location.search);
  return useMemo(() => parseView(queryString), [queryString]);
}

/** Goes to another view; the back button leads back, unless this one is to be replaced. */
export function goTo(view: View, replace = false): void {
  const address = formatView(view);
  if (formatView(parseView(window.location.search)) === address) {
    return;
  }
  if (replace) {
    window.history.replaceState(null, '', address);
  } else {
    window.history.pushState(null, '', address);
  }
  moved.dispatchEvent(new Event('moved'));
}
