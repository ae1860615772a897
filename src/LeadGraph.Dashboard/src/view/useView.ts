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

/** What the history keeps of a view: whether one step back leads to the same without the lead. */
interface Entry {
  opensLead: boolean;
}

/** Goes to another view; the back button leads back, unless this one is to be replaced. */
export function goTo(view: View, replace = false): void {
  const address = formatView(view);
  const present = parseView(window.location.search);
  if (formatView(present) === address) {
    return;
  }
  if (replace || (view.lead !== null && present.lead !== null)) {
    // A lead in place of another: one step back still leads to the list.
    window.history.replaceState(window.history.state, '', address);
  } else {
    const entry: Entry = { opensLead: view.lead !== null };
    window.history.pushState(entry, '', address);
  }
  moved.dispatchEvent(new Event('moved'));
}

/** Closes the open lead: by a step back where one opened it, so that the back button does not open it again. */
export function closeLead(): void {
  if ((window.history.state as Entry | null)?.opensLead) {
    window.history.back();
  } else {
    goTo({ ...parseView(window.location.search), lead: null }, true);
  }
}
