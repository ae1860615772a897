const times = new WeakMap<object, string>();

/** Notes that the data have come from the service just now. */
export function noteReceived(data: unknown): void {
  if (typeof data === 'object' && data !== null) {
    times.set(data, new Date().toISOString());
  }
}

/** When the data came from the service, or null where that is not known. */
export function receivedAt(data: unknown): string | null {
  return typeof data === 'object' && data !== null ? (times.get(data) ?? null) : null;
}
