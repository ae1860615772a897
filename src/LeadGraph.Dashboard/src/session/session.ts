/** Where a key is kept: the browser's session storage, which ends with the tab. */
export type KeyStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface SessionState {
  /** The key that requests carry, or null. */
  readonly key: string | null;
  /** Whether the service asks for a key, because it got none or refused the one it got. */
  readonly asked: boolean;
  /** Whether it refused one. */
  readonly refused: boolean;
}

const slot = 'leadgraph.key';

/** The key by which this tab is known to the service, where the service asks for one. */
export class Session {
  private readonly listeners = new Set<() => void>();
  private current: SessionState;

  constructor(private readonly store: KeyStore) {
    this.current = { key: store.getItem(slot), asked: false, refused: false };
  }

  get state(): SessionState {
    return this.current;
  }

  /** The headers that every request carries. */
  get headers(): Record<string, string> {
    return this.current.key === null ? {} : { authorization: `Bearer ${this.current.key}` };
  }

  /** Takes note that the service refused a request that carried the key given, or none. */
  refuse(key: string | null): void {
    // An answer to a request with an earlier key says nothing of the present one.
    if (key === this.current.key && !this.current.asked) {
      this.store.removeItem(slot);
      this.change({ key: null, asked: true, refused: key !== null });
    }
  }

  /** Uses the key from now on. */
  signIn(key: string): void {
    this.store.setItem(slot, key);
    this.change({ key, asked: false, refused: false });
  }

  /** Forgets the key. */
  signOut(): void {
    this.store.removeItem(slot);
    this.change({ key: null, asked: true, refused: false });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private change(state: SessionState): void {
    this.current = state;
    this.listeners.forEach((listener) => {
      listener();
    });
  }
}
