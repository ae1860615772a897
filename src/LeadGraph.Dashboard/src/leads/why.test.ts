import { describe, expect, it } from 'vitest';
import { en } from '../text/en';
import { ru } from '../text/ru';
import type { LeadScore } from '../graphql/generated';
import { linesOf, sharesOf, thresholdOf, unitOf } from './why';

const rules = {
  hot: { minEvents: 20, minActiveDays: 5 },
  warm: { minEvents: 10, minActiveDays: 3 },
  cool: { minEvents: 5, minActiveDays: 0 },
};

describe('what is missing', () => {
  it.each<[number, number, 'event' | 'point', LeadScore, string, string]>([
    [0, 1, 'event', 'WARM', '1 more active day to warm', 'Ещё 1 активный день до тёплого'],
    [3, 0, 'event', 'COOL', '3 more events to cool', 'Ещё 3 события до прохладного'],
    [1, 2, 'event', 'HOT', '1 more event and 2 more active days to hot', 'Ещё 1 событие и 2 активных дня до горячего'],
    [12, 0, 'point', 'HOT', '12 more points to hot', 'Ещё 12 баллов до горячего'],
  ])('%i points and %i days', (points, days, unit, tier, english, russian) => {
    expect(en.why.missing(points, days, unit, tier)).toBe(english);
    expect(ru.why.missing(points, days, unit, tier)).toBe(russian);
  });
});

describe('thresholdOf', () => {
  it('is nothing for cold', () => {
    expect(thresholdOf(rules, 'COLD')).toEqual({ points: 0, activeDays: 0 });
    expect(thresholdOf(rules, 'WARM')).toEqual({ points: 10, activeDays: 3 });
  });
});

describe('linesOf', () => {
  it('draws what is up to the goal', () => {
    expect(linesOf(rules, 'WARM', 12)).toEqual([
      { tier: 'WARM', points: 10 },
      { tier: 'COOL', points: 5 },
    ]);
  });

  it('leaves out what would stand on another, and what asks for nothing', () => {
    expect(linesOf(rules, 'HOT', 100).map(({ tier }) => tier)).toEqual(['HOT', 'COOL']);
    expect(linesOf({ ...rules, cool: { minEvents: 0, minActiveDays: 0 } }, 'COOL', 10)).toEqual([]);
  });
});

describe('sharesOf', () => {
  const types = [5, 4, 3, 2].map((points) => ({ eventType: `t${points}`, points }));

  it('has all types where there is room', () => {
    expect(sharesOf(types)).toEqual(types);
  });

  it('puts the least together where there is none', () => {
    expect(sharesOf(types, 3)).toEqual([types[0], types[1], { others: 2, points: 5 }]);
  });
});

describe('unitOf', () => {
  it('tells points where event types have rules, also of a lead whose events are worth one each', () => {
    expect(unitOf({ eventTypes: [{ eventType: 'payment' }] })).toBe('point');
    expect(unitOf({ eventTypes: [] })).toBe('event');
  });
});
