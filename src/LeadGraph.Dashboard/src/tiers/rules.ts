import type { LeadScore, ThresholdFragment, TiersQuery } from '../graphql/generated';
import type { Texts } from '../text/language';
import { daysTouched } from './window';

type Rules = TiersQuery['scoringRules'];

/**
 * What places a user in the tier, in words: "20 or more events on 5 or more days", or points where event types have
 * rules.
 */
export function ruleOf(t: Texts, tier: LeadScore, rules: Rules): string {
  const unit = rules.eventTypes.length > 0 ? 'point' : 'event';
  // A lead with an event has an active day, so a minimum of one day adds nothing.
  const atLeast = ({ minEvents, minActiveDays }: ThresholdFragment) => t.tier.atLeast(minEvents, minActiveDays, unit);
  switch (tier) {
    case 'HOT':
      return atLeast(rules.hot);
    case 'WARM':
      return atLeast(rules.warm);
    case 'COOL':
      return atLeast(rules.cool);
    case 'COLD':
      return rules.cool.minActiveDays <= 1 ? t.tier.fewer(rules.cool.minEvents, unit) : t.tier.less;
  }
}

/** What is counted at all, in words. */
export function windowOf(t: Texts, rules: Rules, now: number): string {
  const { windowDays, timeZone } = rules;
  return `${t.tier.window(windowDays, timeZone)} ${t.tier.touched(windowDays, daysTouched(rules, now), false)}`;
}
