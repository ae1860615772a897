import type { Texts } from '../text/language';
import { dateIn, knownTimeZone } from '../text/zones';

const dayMilliseconds = 86_400_000;

/** How long the window is, and the time zone of its days. */
export interface Window {
  windowDays: number;
  timeZone: string;
}

/**
 * How many days of the calendar the window touches now: mostly one more than it is long, because it begins and ends
 * within a day, and one more or fewer when clocks have been changed in it.
 */
export function daysTouched({ windowDays, timeZone }: Window, now: number): number {
  const zone = knownTimeZone(timeZone);
  const [first, last] = [dateIn(now - windowDays * dayMilliseconds, zone), dateIn(now, zone)];
  return Math.round((Date.parse(last) - Date.parse(first)) / dayMilliseconds) + 1;
}

/** Why a lead can be active on more days than the window is long, in words; null where none of these leads is. */
export function whyMoreDays(t: Texts, window: Window, now: number, activeDays: readonly number[]): string | null {
  const most = Math.max(...activeDays);
  const touched = daysTouched(window, now);
  return most > window.windowDays ? t.tier.touched(window.windowDays, touched, most > touched) : null;
}
