import type { KeyStore } from './session';

/**
 * The storage, or where the browser forbids it to the page something that forgets when the page is left.
 * @param storage Where to find it; the looking alone may throw.
 */
export function keyStore(storage: () => Storage): KeyStore {
  try {
    const store = storage();
    const probe = 'leadgraph.probe';
    store.setItem(probe, '');
    store.removeItem(probe);
    return store;
  } catch {
    const memory = new Map<string, string>();
    return {
      getItem: (name) => memory.get(name) ?? null,
      setItem: (name, value) => void memory.set(name, value),
      removeItem: (name) => void memory.delete(name),
    };
  }
}
