import type { RulesInForceQuery, TriedRulesFragment } from '../graphql/generated';

/** Rules that are tried: the window, what events count, and what the tiers take. */
export type Trial = TriedRulesFragment;

/** How events of one type count. */
export type TypeRule = Trial['eventTypes'][number];

/** The tiers that take something, hottest first. */
export const triedTiers = ['hot', 'warm', 'cool'] as const;
export type TriedTier = (typeof triedTiers)[number];

export const triedSettings = ['minEvents', 'minActiveDays'] as const;
export type TriedSetting = (typeof triedSettings)[number];

/** The rules in force, with a rule for each type of events that there is: without one of its own, the usual one. */
export function withAllTypes({ scoringRules, active }: RulesInForceQuery): Trial {
  const seen = (active?.nodes ?? []).flatMap(({ explanation }) => explanation.eventTypes.map((type) => type.eventType));
  const known = scoringRules.eventTypes.map((type) => type.eventType);
  const others = [...new Set(seen)].filter((type) => type !== '' && !known.includes(type)).sort();
  return { ...scoringRules, eventTypes: [...scoringRules.eventTypes, ...others.map(usualRule)] };
}

/** An event is one point, and all of them count. */
export function usualRule(eventType: string): TypeRule {
  return { eventType, weight: 1, maxPerDay: null };
}

/** Whether events of some type count otherwise than usual, so that thresholds are of points. */
export function hasTypeRules({ eventTypes }: Trial): boolean {
  return eventTypes.some(isUnusual);
}

/** The rules with another threshold. A hotter tier takes no less, so the thresholds of the others give way. */
export function withThreshold(trial: Trial, tier: TriedTier, setting: TriedSetting, value: number): Trial {
  const place = triedTiers.indexOf(tier);
  const give = (other: TriedTier) => {
    const own = trial[other];
    const isHotter = triedTiers.indexOf(other) < place;
    const given = other === tier ? value : isHotter ? Math.max(own[setting], value) : Math.min(own[setting], value);
    return { ...own, [setting]: given };
  };
  return { ...trial, hot: give('hot'), warm: give('warm'), cool: give('cool') };
}

/** The rules with another one for a type of events. */
export function withTypeRule(trial: Trial, rule: TypeRule): Trial {
  const isNew = trial.eventTypes.every((other) => other.eventType !== rule.eventType);
  const changed = trial.eventTypes.map((other) => (other.eventType === rule.eventType ? rule : other));
  return { ...trial, eventTypes: isNew ? [...trial.eventTypes, rule] : changed };
}

/** Whether rules say the same as others. */
export function isSame(trial: Trial, other: Trial): boolean {
  const written = (rules: Trial) => {
    const input = inputOf(rules);
    return JSON.stringify({ ...input, eventTypes: input.eventTypes.map((type) => JSON.stringify(type)).sort() });
  };
  return written(trial) === written(other);
}

/** The rules as the service takes them. */
export function inputOf({ windowDays, timeZone, hot, warm, cool, eventTypes }: Trial) {
  const threshold = ({ minEvents, minActiveDays }: Trial['hot']) => ({ minEvents, minActiveDays });
  return {
    windowDays,
    timeZone,
    hot: threshold(hot),
    warm: threshold(warm),
    cool: threshold(cool),
    eventTypes: eventTypes
      .filter(isUnusual)
      .map(({ eventType, weight, maxPerDay }) => ({ eventType, weight, maxPerDay })),
  };
}

function isUnusual({ weight, maxPerDay }: TypeRule): boolean {
  return weight !== 1 || maxPerDay !== null;
}
