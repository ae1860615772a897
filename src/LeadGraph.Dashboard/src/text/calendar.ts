import { dateIn } from './zones';

const minute = 60_000;
const day = 86_400_000;
// Farther from UTC than any zone is.
const farthest = 15 * 60 * minute;

/** The calendar day of a moment in a time zone, or one of the days before, written as 2025-09-10. */
export function dayIn(timeZone: string, now: number, daysAgo = 0): string {
  return new Date(Date.parse(dateIn(now, timeZone)) - daysAgo * day).toISOString().slice(0, 10);
}

/** When a calendar day begins in a time zone, and when the next one does, both in UTC. */
export function dayBounds(timeZone: string, date: string): { since: string; until: string } {
  return { since: startOf(timeZone, date), until: startOf(timeZone, dayIn('UTC', Date.parse(date), -1)) };
}

// Clocks may be changed at midnight, which there is twice then, or not at all.
function startOf(timeZone: string, date: string): string {
  const midnight = Date.parse(date);
  let [notBegun, begun] = [midnight - farthest, midnight + farthest];
  while (begun - notBegun > minute) {
    const middle = notBegun + Math.floor((begun - notBegun) / minute / 2) * minute;
    [notBegun, begun] = dateIn(middle, timeZone) < date ? [middle, begun] : [notBegun, middle];
  }
  return new Date(begun).toISOString();
}
