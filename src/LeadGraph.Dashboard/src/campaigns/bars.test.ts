import { describe, expect, it } from 'vitest';
import { groupsOf, scaleOf, type Result } from './bars';

const result = (leadScore: Result['leadScore'], members: number, high: number): Result => ({
  variant: 'A',
  leadScore,
  members,
  converted: 0,
  rate: 0,
  interval: { low: 0, high },
  medianSeconds: null,
  pending: 0,
  rose: 0,
  fell: 0,
});

describe('groupsOf', () => {
  it('has all members first, and then the tiers, the hottest first', () => {
    const groups = groupsOf([result(null, 3, 1), result('COOL', 1, 1), result('HOT', 2, 1)]);
    expect(groups.map((group) => group.tier)).toEqual([null, 'HOT', 'COOL']);
  });

  it('has a tier once where it is the only one', () => {
    expect(groupsOf([result(null, 3, 1), result('WARM', 3, 1)]).map((group) => group.tier)).toEqual(['WARM']);
  });
});

describe('scaleOf', () => {
  it.each([
    [0.03, 0.05],
    [0.19, 0.2],
    [0.21, 0.3],
    [0.97, 1],
  ])('to %f ends at %f', (high, end) => {
    expect(scaleOf([result(null, 5, 0.01), result('HOT', 5, high)])).toBe(end);
  });

  it('does not go by groups without members', () => {
    expect(scaleOf([result(null, 5, 0.08), result('HOT', 0, 1)])).toBe(0.1);
  });
});
