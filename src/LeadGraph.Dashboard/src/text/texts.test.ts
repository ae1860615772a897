import { describe, expect, it } from 'vitest';
import { en } from './en';
import { preferred, type Texts } from './language';
import { ru } from './ru';

describe('counts', () => {
  it.each<[number, string, string]>([
    [0, '0 leads', '0 лидов'],
    [1, '1 lead', '1 лид'],
    [2, '2 leads', '2 лида'],
    [5, '5 leads', '5 лидов'],
    [11, '11 leads', '11 лидов'],
    [21, '21 leads', '21 лид'],
    [22, '22 leads', '22 лида'],
    [112, '112 leads', '112 лидов'],
  ])('%i', (leads, english, russian) => {
    expect(en.leads.total(leads)).toBe(english);
    expect(ru.leads.total(leads)).toBe(russian);
  });
});

describe('momentum', () => {
  it.each<[Texts, number, number, string]>([
    [en, 5, 7, '5 points more than in the 7 days before'],
    [en, -1, 1, '1 point fewer than in the day before'],
    [en, 0, 7, 'As many points as in the 7 days before'],
    [ru, 3, 7, 'На 3 балла больше, чем за 7 суток до этого'],
    [ru, -1, 1, 'На 1 балл меньше, чем за сутки до этого'],
  ])('%#', (t, points, days, text) => {
    expect(t.lead.momentum(points, days)).toBe(text);
  });
});

describe('preferred', () => {
  it.each([
    [['ru-RU', 'en'], 'ru'],
    [['de-DE', 'ru'], 'ru'],
    [['en-GB', 'ru'], 'en'],
    [['fr'], 'en'],
    [['constructor'], 'en'],
    [[], 'en'],
  ])('of %j', (wanted, language) => {
    expect(preferred(wanted)).toBe(language);
  });
});

describe('Russian', () => {
  it('has no English words', () => {
    const english = (value: unknown): string[] =>
      typeof value === 'string'
        ? (value.match(/[A-Za-z]{2,}/g) ?? [])
        : typeof value === 'object' && value !== null
          ? Object.values(value).flatMap(english)
          : [];
    expect(new Set(english({ ...ru, format: null }))).toEqual(new Set(['LeadGraph', 'Telegram', 'CSV', 'database', 'install', 'Excel', 'appsettings', 'json']));
  });
});
