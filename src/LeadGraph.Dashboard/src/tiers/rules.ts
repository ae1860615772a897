import type { LeadScore, ThresholdFragment, TiersQuery } from '../graphql/generated';
import { count } from '../text/words';

type Rules = TiersQuery['scoringRules'];

/** What places a user in the tier, in words: "20 or more events on 5 or more days". */
export function ruleOf(tier: LeadScore, rules: Rules): string {
  switch (tier) {
    case 'HOT':
      return atLeast(rules.hot);
    case 'WARM':
      return atLeast(rules.warm);
    case 'COOL':
      return atLeast(rules.cool);
    case 'COLD':
      return rules.cool.minActiveDays <= 1 ? `fewer than ${count(rules.cool.minEvents, 'event')}` : 'anything less';
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

function atLeast({ minEvents, minActiveDays }: ThresholdFragment): string {
  const events = minEvents === 0 ? 'any number of events' : `${String(minEvents)} or more events`;
  // Whoever has an event has it on some day, so one day asks for nothing more.
  return minActiveDays <= 1 ? events : `${events} on ${String(minActiveDays)} or more days`;
}
