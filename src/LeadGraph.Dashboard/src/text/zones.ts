/** The time zone, or UTC where the browser does not know it. */
export function knownTimeZone(timeZone: string): string {
  try {
    Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    return 'UTC';
  }
}

/** The calendar day of an instant in a time zone, written as 2025-09-10. */
export function dateIn(instant: string | number, timeZone: string): string {
  // Swedish dates are written so.
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date(instant));
}

/** The reader's time zone. */
export function zoneHere(): string {
  return knownTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
}
