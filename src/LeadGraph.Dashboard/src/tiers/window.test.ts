import { describe, expect, it } from 'vitest';
import { en } from '../text/en';
import { ru } from '../text/ru';
import { daysTouched, whyMoreDays } from './window';

const week = (timeZone: string) => ({ windowDays: 7, timeZone });

describe('daysTouched', () => {
  it.each([
    ['UTC', '2025-09-10T15:00:00Z', 8],
    ['UTC', '2025-09-10T00:00:00Z', 8],
    // On March 30, 2025 the clocks of Berlin went forward, and on October 26 back.
    ['Europe/Berlin', '2025-04-01T22:30:00Z', 9],
    ['Europe/Berlin', '2025-04-01T12:00:00Z', 8],
    ['Europe/Berlin', '2025-11-01T22:30:00Z', 7],
    ['Europe/Berlin', '2025-11-01T23:30:00Z', 8],
    ['Not/AZone', '2025-09-10T15:00:00Z', 8],
  ])('of a week in %s before %s', (zone, now, days) => {
    expect(daysTouched(week(zone), Date.parse(now))).toBe(days);
  });
});

describe('whyMoreDays', () => {
  const now = Date.parse('2025-09-10T15:00:00Z');

  it('is told where a lead has more days than the window is long', () => {
    expect(whyMoreDays(en, week('UTC'), now, [5, 8])).toBe('7\u00a0×\u00a024\u00a0hours touch 8\u00a0days of the calendar.');
    expect(whyMoreDays(ru, week('UTC'), now, [8])).toContain('затрагивают 8 календарных дней.');
    expect(whyMoreDays(en, week('UTC'), now, [7, 0])).toBeNull();
    expect(whyMoreDays(en, week('UTC'), now, [])).toBeNull();
  });

  it('names as many days as there are', () => {
    const spring = Date.parse('2025-04-01T22:30:00Z');
    expect(whyMoreDays(en, week('Europe/Berlin'), spring, [9])).toContain('touch 9\u00a0days');
    expect(whyMoreDays(en, week('UTC'), now, [9])).toBe(
      '7\u00a0×\u00a024\u00a0hours touch 8\u00a0days of the calendar. Events that are dated ahead count too.',
    );
  });
});
