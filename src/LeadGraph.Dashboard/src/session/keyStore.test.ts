import { describe, expect, it } from 'vitest';
import { keyStore } from './keyStore';

describe('keyStore', () => {
  it.each<[string, () => Storage]>([
    [
      'cannot be looked at',
      () => {
        throw new DOMException('Access is denied', 'SecurityError');
      },
    ],
    [
      'takes nothing',
      () =>
        ({
          setItem() {
            throw new DOMException('Full', 'QuotaExceededError');
          },
        }) as unknown as Storage,
    ],
  ])('keeps the key in memory where the storage %s', (_, storage) => {
    const store = keyStore(storage);
    expect(store.getItem('key')).toBeNull();
    store.setItem('key', 'one');
    expect(store.getItem('key')).toBe('one');
    store.removeItem('key');
    expect(store.getItem('key')).toBeNull();
  });
});
