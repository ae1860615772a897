import { describe, expect, it } from 'vitest';
import { dayBounds, dayHere } from './dayBounds';

describe('the days of the reader', () => {
  const now = new Date(2025, 8, 1, 0, 30).getTime();

  it('begin at the midnights of their time zone', () => {
    expect(dayHere(now)).toBe('2025-09-01');
    expect(dayHere(now, 1)).toBe('2025-08-31');
    const { since, until } = dayBounds('2025-08-31');
    expect(since).toBe(new Date(2025, 7, 31).toISOString());
    expect(until).toBe(new Date(2025, 8, 1).toISOString());
    expect(dayHere(Date.parse(since))).toBe('2025-08-31');
    expect(dayHere(Date.parse(until) - 1)).toBe('2025-08-31');
  });
});
