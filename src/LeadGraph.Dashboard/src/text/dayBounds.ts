/** The calendar day of a moment in the reader's time zone, written as 2025-09-10. */
export function dayHere(now: number, daysAgo = 0): string {
  const day = new Date(now);
  return written(new Date(day.getFullYear(), day.getMonth(), day.getDate() - daysAgo));
}

/** When a calendar day begins in the reader's time zone, and when the next one does, both in UTC. */
export function dayBounds(date: string): { since: string; until: string } {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const midnight = (after: number) => new Date(year, month - 1, day + after).toISOString();
  return { since: midnight(0), until: midnight(1) };
}

function written(day: Date): string {
  const digits = (number: number, length: number) => String(number).padStart(length, '0');
  return `${digits(day.getFullYear(), 4)}-${digits(day.getMonth() + 1, 2)}-${digits(day.getDate(), 2)}`;
}
