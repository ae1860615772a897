import type { LeadScore, TierHistoryQuery } from '../graphql/generated';
import { dayIn } from '../text/calendar';
import { knownTimeZone } from '../text/zones';

/** How many days the trend shows. */
export const trendDays = 30;

const weekDays = 7;

// The service's clock may be behind the reader's, and does not know then that the day has ended.
const spareMilliseconds = 600_000;

/** A tier at the end of a day. */
export interface TrendDay {
  /** The day, written as 2025-09-10. */
  date: string;
  users: number;
  /** How many came to the tier on that day, and how many left it. */
  entered: number;
  left: number;
}

/**
 * The first day to ask for, so that even the first one shown can be compared with that of a week before. It is another
 * one when a further day of the time zone has ended.
 */
export function firstDay(timeZone: string, now: number): string {
  return dayIn(timeZone, now - spareMilliseconds, trendDays + weekDays);
}

/** The day a week before a moment in a time zone: the same day of the last week, written as 2025-09-03. */
export function lastWeek(now: number, timeZone: string): string {
  return dayIn(knownTimeZone(timeZone), now, weekDays);
}

/** What a day calls the number of a tier. */
export function nameOf(tier: LeadScore): 'hot' | 'warm' | 'cool' | 'cold' {
  return ({ HOT: 'hot', WARM: 'warm', COOL: 'cool', COLD: 'cold' } as const)[tier];
}

/** The days of one tier. */
export function trendOf(history: TierHistoryQuery['leadScoreHistory'], tier: LeadScore): TrendDay[] {
  const name = nameOf(tier);
  return history.map((day) => ({
    date: day.date,
    users: day[name],
    entered: day.entered[name],
    left: day.left[name],
  }));
}

/** The last day, and how many more users were in the tier than on the same day of the week before; null without both. */
export function lastWeekOf(days: readonly TrendDay[]): { day: TrendDay; more: number } | null {
  const day = days.at(-1);
  const before = days.at(-1 - weekDays);
  return day && before ? { day, more: day.users - before.users } : null;
}
