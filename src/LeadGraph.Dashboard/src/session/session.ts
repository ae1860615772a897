/** Where a key is kept. */
export type KeyStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface SessionState {
  /** The key that requests carry, or null. */
  readonly key: string | null;
  /** Whether the service asks for a key, because it got none or refused the one it got. */
  readonly asked: boolean;
  /** Whether it refused one. */
  readonly refused: boolean;
}

/** The item of a store that holds the key. */
export const slot = 'leadgraph.key';

/**
 * The key by which this tab is known to the service, where the service asks for one. It is kept for the tab alone, or,
 * by choice, for all tabs of the browser.
 */
export class Session {
  private readonly listeners = new Set<() => void>();
  private current: SessionState;

  /**
   * @param tab Ends with the tab.
   * @param browser Is shared by all tabs, and stays.
   */
  constructor(
    private readonly tab: KeyStore,
    private readonly browser: KeyStore,
  ) {
    this.current = { key: tab.getItem(slot) ?? browser.getItem(slot), asked: false, refused: false };
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
      this.forget();
      this.change({ key: null, asked: true, refused: key !== null });
    }
  }

  /**
   * Uses the key from now on.
   * @param remember Whether other tabs use it too, and those that are opened later.
   */
  signIn(key: string, remember = false): void {
    this.forget();
    (remember ? this.browser : this.tab).setItem(slot, key);
    this.change({ key, asked: false, refused: false });
  }

  /** Forgets the key, in other tabs too if they share it. */
  signOut(): void {
    this.forget();
    this.change({ key: null, asked: true, refused: false });
  }

  /** Takes note that another tab has had the browser remember a key, or forget it. */
  rememberedElsewhere(key: string | null): void {
    // A key of this tab alone is not another tab's business.
    if (this.tab.getItem(slot) !== null || key === this.current.key) {
      return;
    }
    if (key !== null) {
      this.change({ key, asked: false, refused: false });
    } else if (this.current.key !== null) {
      this.change({ key: null, asked: true, refused: false });
    }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  // Other tabs may use another key.
  private forget(): void {
    this.tab.removeItem(slot);
    if (this.browser.getItem(slot) === this.current.key) {
      this.browser.removeItem(slot);
    }
  }

  private change(state: SessionState): void {
    this.current = state;
    this.listeners.forEach((listener) => {
      listener();
    });
  }
}
