import { describe, expect, it } from 'vitest';
import { hasTypeRules, inputOf, isSame, usualRule, withAllTypes, withThreshold, withTypeRule, type Trial } from './trial';

const rules: Trial = {
  windowDays: 7,
  timeZone: 'UTC',
  hot: { minEvents: 20, minActiveDays: 5 },
  warm: { minEvents: 10, minActiveDays: 3 },
  cool: { minEvents: 5, minActiveDays: 0 },
  eventTypes: [{ eventType: 'quiz', weight: 3, maxPerDay: 2 }],
};
const points = ({ hot, warm, cool }: Trial) => [hot.minEvents, warm.minEvents, cool.minEvents];

describe('withThreshold', () => {
  it.each([
    ['warm', 15, [20, 15, 5]],
    ['warm', 25, [25, 25, 5]],
    ['warm', 3, [20, 3, 3]],
    ['cool', 30, [30, 30, 30]],
    ['hot', 0, [0, 0, 0]],
  ] as const)('of %s to %i', (tier, value, expected) => {
    const tried = withThreshold(rules, tier, 'minEvents', value);
    expect(points(tried)).toEqual(expected);
    expect(tried.hot.minActiveDays).toBe(5);
  });
});

describe('withAllTypes', () => {
  it('adds the types that leads have, each once', () => {
    const nodes = [['view', '', 'quiz'], ['click', 'view']].map((types) => ({
      userId: '1',
      explanation: { eventTypes: types.map((eventType) => ({ eventType })) },
    }));
    const all = withAllTypes({ scoringRules: rules, active: { nodes } });
    expect(all.eventTypes).toEqual([...rules.eventTypes, usualRule('click'), usualRule('view')]);
    expect(isSame(all, rules)).toBe(true);
    expect(inputOf(all)).toEqual(inputOf(rules));
  });
});

describe('withTypeRule', () => {
  it('changes the rule of a type, or adds one', () => {
    const changed = withTypeRule(withTypeRule(rules, usualRule('quiz')), { ...usualRule('view'), weight: 0 });
    expect(changed.eventTypes.map((type) => type.weight)).toEqual([1, 0]);
    expect(hasTypeRules(changed)).toBe(true);
    expect(hasTypeRules(withTypeRule(rules, usualRule('quiz')))).toBe(false);
  });
});

describe('isSame', () => {
  it('tells rules that differ', () => {
    expect(isSame(rules, { ...rules, timeZone: 'Europe/Moscow' })).toBe(false);
    expect(isSame(rules, withThreshold(rules, 'hot', 'minActiveDays', 4))).toBe(false);
    expect(isSame(rules, withTypeRule(rules, { ...usualRule('view'), maxPerDay: 5 }))).toBe(false);
  });

  it('does not mind what is usual, or the order of the types', () => {
    const view = { ...usualRule('view'), weight: 2 };
    expect(isSame(rules, withTypeRule(rules, usualRule('view')))).toBe(true);
    expect(isSame(withTypeRule(rules, view), { ...rules, eventTypes: [view, ...rules.eventTypes] })).toBe(true);
  });
});

describe('inputOf', () => {
  it('leaves out what the service does not take, and rules that say what is usual', () => {
    const all = withTypeRule({ ...rules, __typename: 'ScoringRules' } as Trial, usualRule('view'));
    expect(inputOf(all)).toEqual(rules);
  });
});
