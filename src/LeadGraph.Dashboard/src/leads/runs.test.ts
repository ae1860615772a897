import { describe, expect, it } from 'vitest';
import { runsOf } from './runs';

describe('runsOf', () => {
  it('puts days of the same tier together', () => {
    const days = (['COLD', 'COLD', 'HOT', 'COLD'] as const).map((leadScore, index) => ({
      date: `2025-09-0${index + 1}`,
      leadScore,
    }));
    expect(runsOf(days)).toEqual([
      { tier: 'COLD', first: '2025-09-01', last: '2025-09-02' },
      { tier: 'HOT', first: '2025-09-03', last: '2025-09-03' },
      { tier: 'COLD', first: '2025-09-04', last: '2025-09-04' },
    ]);
    expect(runsOf([])).toEqual([]);
  });
});
