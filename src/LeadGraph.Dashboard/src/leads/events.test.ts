import { describe, expect, it } from 'vitest';
import { en } from '../text/en';
import { byDay, detailsOf } from './events';

function event(id: string, createdAt: string) {
  return { id, eventType: 'x', createdAt, details: null };
}

describe('byDay', () => {
  const around = [
    event('3', '2025-09-10T00:00:00.000Z'),
    event('2', '2025-09-09T23:59:59.999Z'),
    event('1', '2025-09-09T08:00:00.000Z'),
  ];

  it('parts at midnight and keeps the order', () => {
    const days = byDay(en, around, 'UTC');
    expect(days.map((day) => day.events.map((one) => one.id))).toEqual([['3'], ['2', '1']]);
    expect(days[0]?.title).toMatch(/^Wed, 10 Sept? 2025$/);
  });

  it('parts at midnight of another time zone', () => {
    const days = byDay(en, around, 'Asia/Vladivostok');
    expect(days.map((day) => day.events.map((one) => one.id))).toEqual([['3', '2'], ['1']]);
    expect(days[0]?.title).toMatch(/^Wed, 10 Sept? 2025$/);
  });

  it('has no days without events', () => {
    expect(byDay(en, [], 'UTC')).toEqual([]);
  });
});

describe('detailsOf', () => {
  it.each<[unknown, [string, string][]]>([
    [null, []],
    [undefined, []],
    [{}, []],
    [
      { source: 'bot', n: 1, nested: { a: [true] }, nothing: null },
      [
        ['source', 'bot'],
        ['n', '1'],
        ['nested', '{"a":[true]}'],
        ['nothing', 'null'],
      ],
    ],
    [[1, 2], [['details', '[1,2]']]],
    ['<b>', [['details', '<b>']]],
    [0, [['details', '0']]],
  ])('of %j', (details, pairs) => {
    expect(detailsOf(details, 'details')).toEqual(pairs);
  });
});
