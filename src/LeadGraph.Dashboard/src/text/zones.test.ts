import { describe, expect, it } from 'vitest';
import { dateIn, knownTimeZone } from './zones';

describe('knownTimeZone', () => {
  it('is the time zone, or UTC for one that the browser does not know', () => {
    expect(knownTimeZone('Asia/Vladivostok')).toBe('Asia/Vladivostok');
    expect(knownTimeZone('Moon/Tranquility')).toBe('UTC');
  });
});

describe('dateIn', () => {
  it('is the day of the zone', () => {
    expect(dateIn('2025-09-10T23:59:00.000Z', 'UTC')).toBe('2025-09-10');
    expect(dateIn('2025-09-10T23:59:00.000Z', 'Asia/Vladivostok')).toBe('2025-09-11');
  });
});
