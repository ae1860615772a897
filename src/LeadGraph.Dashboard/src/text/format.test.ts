import { describe, expect, it } from 'vitest';
import { en } from './en';
import { ru } from './ru';

const { format } = en;

const now = Date.parse('2025-09-10T15:00:00Z');

describe('share', () => {
  it.each([
    [18, 220, '8 %'],
    [0, 220, '0 %'],
    [0, 0, '0 %'],
    [1, 1000, '<1 %'],
    [999, 1000, '>99 %'],
    [220, 220, '100 %'],
  ])('of %i in %i', (part, whole, words) => {
    expect(format.share(part, whole)).toBe(words);
  });
});

describe('percent', () => {
  it.each([
    [0, '0\u00a0%', '0\u00a0%'],
    [0.1234, '12.3\u00a0%', '12,3\u00a0%'],
    [1, '100\u00a0%', '100\u00a0%'],
  ])('of %f', (share, english, russian) => {
    expect(format.percent(share)).toBe(english);
    expect(ru.format.percent(share)).toBe(russian);
  });
});

describe('duration', () => {
  it.each([
    [1, '1 minute', '1 минута'],
    [1_800, '30 minutes', '30 минут'],
    [5_400, '1.5 hours', '1,5 часа'],
    [198_720, '2.3 days', '2,3 дня'],
  ])('of %i seconds', (seconds, english, russian) => {
    expect(format.duration(seconds)).toBe(english);
    expect(ru.format.duration(seconds).replaceAll('\u00a0', ' ')).toBe(russian);
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
    expect(format.relativeTime(instant, now)).toBe(words);
  });
});

describe('exactTime', () => {
  it('names day, second and time zone', () => {
    expect(format.exactTime('2025-09-10T14:30:05.123Z')).toMatch(/10 Sept? 2025.*30:05.*(UTC|GMT|[A-Z]{3,4}|[+-]\d)/);
  });
});

describe('clockTime', () => {
  it('is the time of day in the time zone', () => {
    expect(format.clockTime('2025-09-10T00:05:59.000Z', 'UTC')).toBe('00:05');
    expect(format.clockTime('2025-09-10T23:59:00.000+02:00', 'UTC')).toBe('21:59');
    expect(format.clockTime('2025-09-10T00:05:59.000Z', 'Asia/Vladivostok')).toBe('10:05');
  });
});

describe('timeUntil', () => {
  it.each([
    ['2025-09-10T15:00:30Z', 'now'],
    ['2025-09-10T14:00:00Z', 'now'],
    ['2025-09-10T15:40:59Z', 'in 40 min'],
    ['2025-09-11T14:00:00Z', 'in 23 hr'],
    ['2025-09-12T15:00:00Z', 'in 2 days'],
  ])('%s', (instant, text) => {
    expect(format.timeUntil(instant, now)).toBe(text);
  });
});

describe('in Russian', () => {
  it('writes times', () => {
    expect(ru.format.relativeTime('2025-09-10T14:59:50.000Z', now)).toBe('только что');
    expect(ru.format.relativeTime('2025-09-10T13:00:00.000Z', now)).toBe('2 часа назад');
    expect(ru.format.relativeTime('2025-09-03T15:00:00.000Z', now)).toBe('7 дней назад');
    expect(ru.format.timeUntil('2025-09-11T14:00:00Z', now)).toBe('через 23 ч');
    expect(ru.format.shortRelativeTime('2025-09-10T14:13:00.000Z', now)).toBe('47 мин. назад');
    expect(ru.format.day('2025-09-10')).toBe('ср, 10 сент.');
  });

  it('writes numbers', () => {
    expect(ru.format.number(12_345)).toMatch(/^12\s345$/);
    expect(ru.format.list(['a', 'b', 'c'])).toBe('a, b и c');
  });
});
