import type { LeadScore } from '../graphql/generated';

/** Days one after another on which a lead was in the same tier. */
export interface Run {
  tier: LeadScore;
  /** The first and the last of the days, written as 2025-09-10. */
  first: string;
  last: string;
}

/** The days, put together where the tier stayed the same. */
export function runsOf(days: readonly { date: string; leadScore: LeadScore }[]): Run[] {
  const runs: Run[] = [];
  for (const { date, leadScore } of days) {
    const latest = runs.at(-1);
    if (latest?.tier === leadScore) {
      latest.last = date;
    } else {
      runs.push({ tier: leadScore, first: date, last: date });
    }
  }
  return runs;
}
