import { describe, expect, it } from 'vitest';
import { dayBounds, dayIn } from './calendar';

describe('dayIn', () => {
  const now = Date.parse('2025-09-01T14:30:00Z');

  it('is the day of the time zone', () => {
    expect(dayIn('UTC', now)).toBe('2025-09-01');
    expect(dayIn('Asia/Vladivostok', now)).toBe('2025-09-02');
    expect(dayIn('Asia/Vladivostok', now, 2)).toBe('2025-08-31');
  });
});

describe('dayBounds', () => {
  it.each<[string, string, string, string]>([
    ['UTC', '2025-08-31', '2025-08-31T00:00', '2025-09-01T00:00'],
    ['Asia/Vladivostok', '2025-08-31', '2025-08-30T14:00', '2025-08-31T14:00'],
    ['Asia/Kathmandu', '2025-12-31', '2025-12-30T18:15', '2025-12-31T18:15'],
    ['Pacific/Kiritimati', '2025-01-01', '2024-12-31T10:00', '2025-01-01T10:00'],
    ['Pacific/Pago_Pago', '2025-01-01', '2025-01-01T11:00', '2025-01-02T11:00'],
    // To and from summer time, the last one at midnight.
    ['Europe/Berlin', '2025-03-30', '2025-03-29T23:00', '2025-03-30T22:00'],
    ['Europe/Berlin', '2025-10-26', '2025-10-25T22:00', '2025-10-26T23:00'],
    ['America/Santiago', '2025-09-07', '2025-09-07T04:00', '2025-09-08T03:00'],
  ])('in %s of %s', (timeZone, date, since, until) => {
    expect(dayBounds(timeZone, date)).toEqual({ since: `${since}:00.000Z`, until: `${until}:00.000Z` });
  });
});
