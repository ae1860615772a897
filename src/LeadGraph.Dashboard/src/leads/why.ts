import type { LeadQuery } from '../graphql/generated';
import { count } from '../text/words';
import { tierSlug } from '../tiers/tier';

/** What a lead's tier consists of. */
export type Explanation = NonNullable<LeadQuery['userActivityById']>['explanation'];

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });

/** A calendar day, written as 2025-09-10: "Wed 10 Sept". */
export function dayName(date: string): string {
  return day.format(new Date(`${date}T00:00:00Z`));
}

/**
 * What is missing to the next tier: "1 more active day to warm", or null for the hottest tier.
 * @param hasPoints Whether event types have weights, so that points are not events.
 */
export function missing({ next }: Explanation, hasPoints: boolean): string | null {
  if (!next) {
    return null;
  }
  const parts = [
    next.points > 0 && count(next.points, hasPoints ? 'more point' : 'more event'),
    next.activeDays > 0 && count(next.activeDays, 'more active day'),
  ].filter((part) => part !== false);
  return `${parts.join(' and ')} to ${tierSlug(next.leadScore)}`;
}
