import type { LeadScore, ThresholdFragment, TiersQuery } from '../graphql/generated';
import { count } from '../text/words';

type Rules = TiersQuery['scoringRules'];

/**
 * What places a user in the tier, in words: "20 or more events on 5 or more days", or points where event types have
 * rules.
 */
export function ruleOf(tier: LeadScore, rules: Rules): string {
  const noun = rules.eventTypes.length > 0 ? 'point' : 'event';
  switch (tier) {
    case 'HOT':
      return atLeast(rules.hot, noun);
    case 'WARM':
      return atLeast(rules.warm, noun);
    case 'COOL':
      return atLeast(rules.cool, noun);
    case 'COLD':
      return rules.cool.minActiveDays <= 1 ? `fewer than ${count(rules.cool.minEvents, noun)}` : 'anything less';
  }
}

/** What is counted at all, in words. */
export function windowOf(rules: Rules): string {
  const days = rules.windowDays === 1 ? 'day' : `${String(rules.windowDays)} days`;
  return (
    `Events of the last ${days} count; days are days in ${rules.timeZone}. ` +
    'Each lead stands in the hottest tier it reaches.'
  );
}

function atLeast({ minEvents, minActiveDays }: ThresholdFragment, noun: string): string {
  const events = minEvents === 0 ? `any number of ${noun}s` : `${String(minEvents)} or more ${noun}s`;
  // Whoever has an event has it on some day, so one day asks for nothing more.
  return minActiveDays <= 1 ? events : `${events} on ${String(minActiveDays)} or more days`;
}
