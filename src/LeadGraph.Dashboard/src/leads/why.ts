import type { LeadQuery, LeadScore } from '../graphql/generated';
import { tiers } from '../tiers/tier';

type Rules = Pick<LeadQuery['scoringRules'], 'hot' | 'warm' | 'cool'>;

/** A lead, and how it is held against a tier. */
export interface GoalProperties {
  lead: NonNullable<LeadQuery['userActivityById']>;
  rules: LeadQuery['scoringRules'];
  /** The next tier, or the hottest. */
  goal: LeadScore;
  /** What the thresholds count: points where they are not events. */
  unit: 'event' | 'point';
}

/** What a tier takes; nothing for cold. */
export function thresholdOf(rules: Rules, tier: LeadScore): { points: number; activeDays: number } {
  const threshold = { HOT: rules.hot, WARM: rules.warm, COOL: rules.cool, COLD: null }[tier];
  return { points: threshold?.minEvents ?? 0, activeDays: threshold?.minActiveDays ?? 0 };
}

/** What the thresholds count: points where event types have rules, whatever one lead's events are worth. */
export function unitOf({ eventTypes }: Pick<LeadQuery['scoringRules'], 'eventTypes'>): 'event' | 'point' {
  return eventTypes.length > 0 ? 'point' : 'event';
}

/** A threshold that is drawn into the chart. */
export interface Line {
  tier: LeadScore;
  points: number;
}

/**
 * The thresholds to draw, the highest first: those up to the next tier's, unless they are too near to another.
 * @param goal The next tier, or the hottest.
 * @param top The points at the top of the chart.
 */
export function linesOf(rules: Rules, goal: LeadScore, top: number): Line[] {
  const lines: Line[] = [];
  for (const tier of tiers.slice(tiers.indexOf(goal))) {
    const { points } = thresholdOf(rules, tier);
    const above = lines.at(-1);
    if (points > 0 && (!above || (above.points - points) / top > 0.12)) {
      lines.push({ tier, points });
    }
  }
  return lines;
}

/** A type of events, or all others, with its points. */
export type TypeShare = { eventType: string; points: number } | { others: number; points: number };

/** The types of events, most points first; the least as one where there are more than so many. */
export function sharesOf(types: readonly { eventType: string; points: number }[], most = 6): TypeShare[] {
  if (types.length <= most) {
    return [...types];
  }
  const rest = types.slice(most - 1);
  return [
    ...types.slice(0, most - 1),
    { others: rest.length, points: rest.reduce((sum, { points }) => sum + points, 0) },
  ];
}
