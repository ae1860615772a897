import { describe, expect, it } from 'vitest';
import { dayName, missing, type Explanation } from './why';

const none: Explanation = { days: [], eventTypes: [], next: null };

describe('missing', () => {
  it.each<[Explanation['next'], boolean, string | null]>([
    [null, false, null],
    [{ leadScore: 'WARM', points: 0, activeDays: 1 }, false, '1 more active day to warm'],
    [{ leadScore: 'COOL', points: 3, activeDays: 0 }, false, '3 more events to cool'],
    [{ leadScore: 'HOT', points: 1, activeDays: 2 }, false, '1 more event and 2 more active days to hot'],
    [{ leadScore: 'HOT', points: 12, activeDays: 0 }, true, '12 more points to hot'],
  ])('%j', (next, hasPoints, text) => {
    expect(missing({ ...none, next }, hasPoints)).toBe(text);
  });
});

describe('dayName', () => {
  it('names the day whatever the zone of the browser', () => {
    expect(dayName('2025-09-10')).toMatch(/^Wed,? 10 Sept?$/);
  });
});
