import { describe, expect, it } from 'vitest';
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
    expect(ruleOf(tier, rules)).toBe(words);
  });

  it('does not promise cold by events alone where cool asks for days', () => {
    expect(ruleOf('COLD', { ...rules, cool: { minEvents: 5, minActiveDays: 2 } })).toBe('anything less');
  });

  it('asks for points where event types have rules', () => {
    const withRules = { ...rules, eventTypes: [{ eventType: 'payment' }] };
    expect(ruleOf('HOT', withRules)).toBe('20 or more points on 5 or more days');
    expect(ruleOf('COLD', withRules)).toBe('fewer than 5 points');
  });

  it('counts right at one', () => {
    expect(ruleOf('COLD', { ...rules, cool: { minEvents: 1, minActiveDays: 0 } })).toBe('fewer than 1 event');
  });

  it('says when a tier asks for nothing', () => {
    expect(ruleOf('COOL', { ...rules, cool: { minEvents: 0, minActiveDays: 0 } })).toBe('any number of events');
  });
});

describe('windowOf', () => {
  it('names the days', () => {
    expect(windowOf(rules)).toContain('last 7 days');
    expect(windowOf({ ...rules, windowDays: 1 })).toContain('last day ');
  });

  it('names the time zone of the days', () => {
    expect(windowOf(rules)).toContain('days are days in UTC.');
    expect(windowOf({ ...rules, timeZone: 'Asia/Vladivostok' })).toContain('days are days in Asia/Vladivostok.');
  });
});
