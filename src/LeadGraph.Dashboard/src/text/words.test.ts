import { describe, expect, it } from 'vitest';
import { clockTime, count, exactTime, knownTimeZone, relativeTime, share, spaced, timeUntil } from './words';

const now = Date.parse('2025-09-10T15:00:00Z');

describe('count', () => {
  it.each([
    [0, '0 events'],
    [1, '1 event'],
    [2, '2 events'],
    [1234, '1,234 events'],
  ])('writes %i with its noun', (value, words) => {
    expect(count(value, 'event')).toBe(words);
  });

  it('takes an irregular plural', () => {
    expect(count(2, 'entry', 'entries')).toBe('2 entries');
  });
});

describe('share', () => {
  it.each([
    [18, 220, '8 %'],
    [0, 220, '0 %'],
    [0, 0, '0 %'],
    [1, 1000, '<1 %'],
    [999, 1000, '>99 %'],
    [220, 220, '100 %'],
  ])('of %i in %i', (part, whole, words) => {
    expect(share(part, whole)).toBe(words);
  });
});

describe('relativeTime', () => {
  it.each([
    ['2025-09-10T15:00:00.000Z', 'just now'],
    ['2025-09-10T14:59:01.000Z', 'just now'],
    ['2025-09-10T14:59:00.000Z', '1 minute ago'],
    ['2025-09-10T13:01:00.000Z', '1 hour ago'],
    ['2025-09-10T13:00:00.000Z', '2 hours ago'],
    ['2025-09-09T15:00:00.000Z', '1 day ago'],
    ['2025-09-03T15:00:00.000Z', '7 days ago'],
    ['2025-06-10T15:00:00.000Z', '3 months ago'],
    ['2023-09-10T15:00:00.000Z', '2 years ago'],
    ['2025-09-10T15:05:00.000Z', 'just now'],
    ['2025-09-10T16:00:00.000Z', 'in 1 hour'],
  ])('of %s', (instant, words) => {
    expect(relativeTime(instant, now)).toBe(words);
  });
});

describe('exactTime', () => {
  it('names day, second and time zone', () => {
    expect(exactTime('2025-09-10T14:30:05.123Z')).toMatch(/10 Sept? 2025.*30:05.*(UTC|GMT|[A-Z]{3,4}|[+-]\d)/);
  });
});

describe('clockTime', () => {
  it('is the time of day in the time zone', () => {
    expect(clockTime('2025-09-10T00:05:59.000Z', 'UTC')).toBe('00:05');
    expect(clockTime('2025-09-10T23:59:00.000+02:00', 'UTC')).toBe('21:59');
    expect(clockTime('2025-09-10T00:05:59.000Z', 'Asia/Vladivostok')).toBe('10:05');
  });
});

describe('knownTimeZone', () => {
  it('is the time zone, or UTC for one that the browser does not know', () => {
    expect(knownTimeZone('Asia/Vladivostok')).toBe('Asia/Vladivostok');
    expect(knownTimeZone('Moon/Tranquility')).toBe('UTC');
  });
});

describe('spaced', () => {
  it.each([
    ['lesson_link_clicked', 'lesson link clicked'],
    ['payment', 'payment'],
    ['_', '_'],
  ])('of %s', (name, words) => {
    expect(spaced(name)).toBe(words);
  });
});

describe('timeUntil', () => {
  const now = Date.parse('2025-09-10T15:00:00Z');

  it.each([
    ['2025-09-10T15:00:30Z', 'now'],
    ['2025-09-10T14:00:00Z', 'now'],
    ['2025-09-10T15:40:59Z', 'in 40 minutes'],
    ['2025-09-11T14:00:00Z', 'in 23 hours'],
    ['2025-09-12T15:00:00Z', 'in 2 days'],
  ])('%s', (instant, text) => {
    expect(timeUntil(instant, now)).toBe(text);
  });
});
