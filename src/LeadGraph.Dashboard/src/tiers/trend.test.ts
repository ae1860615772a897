import { describe, expect, it } from 'vitest';
import { firstDay, lastWeek, lastWeekOf, trendOf } from './trend';

const none = { hot: 0, warm: 0, cool: 0, cold: 0 };
const days = Array.from({ length: 8 }, (_, index) => ({
  date: `2025-09-0${index + 1}`,
  ...none,
  warm: 10 + index,
  entered: { ...none, warm: 3 },
  left: { ...none, warm: 2 },
}));

describe('trendOf', () => {
  it('is of one tier', () => {
    expect(trendOf(days, 'WARM')[0]).toEqual({ date: '2025-09-01', users: 10, entered: 3, left: 2 });
    expect(trendOf(days, 'HOT')[0]).toEqual({ date: '2025-09-01', users: 0, entered: 0, left: 0 });
  });
});

describe('lastWeekOf', () => {
  it('compares the last day with that of the week before', () => {
    const trend = trendOf(days, 'WARM');
    expect(lastWeekOf(trend)).toEqual({ day: trend[7], more: 7 });
  });

  it('is none where there is no such day', () => {
    expect(lastWeekOf(trendOf(days.slice(1), 'WARM'))).toBeNull();
    expect(lastWeekOf([])).toBeNull();
  });
});

describe('firstDay', () => {
  it('leaves room for the week before', () => {
    expect(firstDay('UTC', Date.parse('2025-09-10T00:30:00Z'))).toBe('2025-08-04');
  });

  it.each([
    ['Asia/Vladivostok', '2025-09-09T14:05:00Z', '2025-09-09T14:15:00Z'],
    ['America/New_York', '2025-09-10T04:05:00Z', '2025-09-10T04:15:00Z'],
  ])('is another one soon after a day of %s has ended', (timeZone, before, after) => {
    expect(firstDay(timeZone, Date.parse(before))).toBe('2025-08-03');
    expect(firstDay(timeZone, Date.parse(after))).toBe('2025-08-04');
  });
});

describe('lastWeek', () => {
  it('is the same day of the week before, of the time zone', () => {
    expect(lastWeek(Date.parse('2025-09-10T23:30:00Z'), 'UTC')).toBe('2025-09-03');
    expect(lastWeek(Date.parse('2025-09-10T23:30:00Z'), 'Europe/Moscow')).toBe('2025-09-04');
  });
});
