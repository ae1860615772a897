import { describe, expect, it } from 'vitest';
import { columnsOf } from './days';

describe('columnsOf', () => {
  it('has each day of the window, and adds up', () => {
    const days = [
      { date: '2025-09-04', points: 3 },
      { date: '2025-09-07', points: 5 },
    ];
    const columns = columnsOf(days, '2025-09-03', '2025-09-08');
    expect(columns.map(({ first, points, before }) => [first, points, before])).toEqual([
      ['2025-09-03', 0, 0],
      ['2025-09-04', 3, 0],
      ['2025-09-05', 0, 3],
      ['2025-09-06', 0, 3],
      ['2025-09-07', 5, 3],
      ['2025-09-08', 0, 8],
    ]);
  });

  it('has days before and after the window that are active all the same', () => {
    const days = ['2025-12-30', '2026-01-02'].map((date) => ({ date, points: 1 }));
    const columns = columnsOf(days, '2025-12-31', '2026-01-01');
    expect(columns.map(({ first }) => first)).toEqual(['2025-12-30', '2025-12-31', '2026-01-01', '2026-01-02']);
  });

  it('puts days together where there are too many', () => {
    const columns = columnsOf([{ date: '2025-03-31', points: 7 }], '2025-01-01', '2025-03-31');
    expect(columns).toHaveLength(30);
    expect(columns[0]).toEqual({ first: '2025-01-01', last: '2025-01-03', points: 0, before: 0 });
    expect(columns.at(-1)).toEqual({ first: '2025-03-29', last: '2025-03-31', points: 7, before: 0 });
  });

  it('has a column where nothing happened', () => {
    expect(columnsOf([], '2025-09-10', '2025-09-10')).toHaveLength(1);
  });
});
