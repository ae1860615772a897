import { describe, expect, it } from 'vitest';
import { en } from '../text/en';
import { ru } from '../text/ru';
import { ruleOf, windowOf } from './rules';

const rules = {
  windowDays: 7,
  timeZone: 'UTC',
  eventTypes: [],
  hot: { minEvents: 20, minActiveDays: 5 },
  warm: { minEvents: 10, minActiveDays: 3 },
  cool: { minEvents: 5, minActiveDays: 0 },
};

describe('ruleOf', () => {
  it.each([
    ['HOT', '20 or more events on 5 or more days'],
    ['WARM', '10 or more events on 3 or more days'],
    ['COOL', '5 or more events'],
    ['COLD', 'fewer than 5 events'],
  ] as const)('%s', (tier, words) => {
    expect(ruleOf(en, tier, rules)).toBe(words);
  });

  it.each([
    ['HOT', 'от 20 событий, от 5 активных дней'],
    ['COOL', 'от 5 событий'],
    ['COLD', 'меньше 5 событий'],
  ] as const)('%s in Russian', (tier, words) => {
    expect(ruleOf(ru, tier, rules)).toBe(words);
  });

  it('does not promise cold by events alone where cool asks for days', () => {
    expect(ruleOf(en, 'COLD', { ...rules, cool: { minEvents: 5, minActiveDays: 2 } })).toBe('anything less');
  });

  it('asks for points where event types have rules', () => {
    const withRules = { ...rules, eventTypes: [{ eventType: 'payment' }] };
    expect(ruleOf(en, 'HOT', withRules)).toBe('20 or more points on 5 or more days');
    expect(ruleOf(en, 'COLD', withRules)).toBe('fewer than 5 points');
  });

  it('counts right at one', () => {
    expect(ruleOf(en, 'COLD', { ...rules, cool: { minEvents: 1, minActiveDays: 0 } })).toBe('fewer than 1 event');
  });

  it('says when a tier asks for nothing', () => {
    expect(ruleOf(en, 'COOL', { ...rules, cool: { minEvents: 0, minActiveDays: 0 } })).toBe('any number of events');
  });
});

describe('windowOf', () => {
  const now = Date.parse('2025-09-10T15:00:00Z');

  it('names the days', () => {
    expect(windowOf(en, rules, now)).toContain('last 7 days');
    expect(windowOf(en, { ...rules, windowDays: 1 }, now)).toContain('last day ');
  });

  it('says why more days than that can be active', () => {
    expect(windowOf(en, rules, now)).toContain('touch 8\u00a0days of the calendar.');
    expect(windowOf(ru, rules, now)).toContain('затрагивают 8 календарных дней.');
  });

  it('names the time zone of the days', () => {
    expect(windowOf(en, rules, now)).toContain('days are days in UTC.');
    expect(windowOf(en, { ...rules, timeZone: 'Asia/Vladivostok' }, now)).toContain('days are days in Asia/Vladivostok.');
  });
});
