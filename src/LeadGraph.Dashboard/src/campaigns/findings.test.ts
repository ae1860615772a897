import { describe, expect, it } from 'vitest';
import { en } from '../text/en';
import { ru } from '../text/ru';
import { findingsOf } from './findings';

type Comparison = Parameters<typeof findingsOf>[0][number];

const compare = (
  [variant, other]: [string, string | null],
  verdicts: Partial<Record<'ALL' | 'HOT' | 'WARM' | 'COOL', Comparison['verdict']>>,
): Comparison[] =>
  Object.entries(verdicts).map(([scope, verdict]) => ({
    variant,
    with: other,
    leadScore: scope === 'ALL' ? null : (scope as 'HOT' | 'WARM' | 'COOL'),
    verdict,
  }));

describe('what is said of two messages', () => {
  it.each<[string, Comparison[], boolean, string, string]>([
    [
      'better in one tier, while another is open',
      compare(['A', 'B'], { ALL: 'UNDECIDED', HOT: 'UNDECIDED', WARM: 'WORSE' }),
      false,
      'B does better than A among warm leads; among hot ones and over all tiers it is too close to tell.',
      'B лучше, чем A, среди тёплых лидов; среди горячих и в целом разница слишком мала, чтобы судить.',
    ],
    [
      'better over all and in a tier',
      compare(['A', 'B'], { ALL: 'BETTER', HOT: 'BETTER', WARM: 'UNDECIDED', COOL: 'UNDECIDED' }),
      false,
      'A does better than B over all tiers and among hot leads; among warm and cool ones it is too close to tell.',
      'A лучше, чем B, в целом и среди горячих лидов; среди тёплых и прохладных разница слишком мала, чтобы судить.',
    ],
    [
      'better over all, and open in each tier',
      compare(['A', 'B'], { ALL: 'WORSE', HOT: 'UNDECIDED', WARM: 'UNDECIDED' }),
      false,
      'B does better than A over all tiers; among hot and warm leads it is too close to tell.',
      'B лучше, чем A, в целом; среди горячих и тёплых лидов разница слишком мала, чтобы судить.',
    ],
    [
      'better in one tier and worse in another',
      compare(['A', 'B'], { ALL: 'UNDECIDED', HOT: 'BETTER', WARM: 'WORSE' }),
      false,
      'A does better than B among hot leads; among warm ones it does worse; over all tiers it is too close to tell.',
      'A лучше, чем B, среди горячих лидов; среди тёплых — хуже; в целом разница слишком мала, чтобы судить.',
    ],
    [
      'one tier alone, which is not told twice',
      compare(['A', 'B'], { ALL: 'WORSE', WARM: 'WORSE' }),
      false,
      'B does better than A among warm leads.',
      'B лучше, чем A, среди тёплых лидов.',
    ],
    [
      'worse than no message',
      compare(['A', null], { ALL: 'WORSE', HOT: 'WORSE', WARM: 'UNDECIDED' }),
      false,
      'A does worse than no message over all tiers and among hot leads; among warm ones it is too close to tell.',
      'A хуже, чем без сообщения, в целом и среди горячих лидов; среди тёплых разница слишком мала, чтобы судить.',
    ],
    [
      'nothing yet, while the days are running',
      compare(['A', 'B'], { ALL: 'UNDECIDED', HOT: 'UNDECIDED', WARM: 'UNDECIDED' }),
      true,
      'Between A and B it is too early to tell.',
      'Что лучше, A или B, говорить рано.',
    ],
    [
      'nothing in the end',
      compare(['A', null], { ALL: 'UNDECIDED', WARM: 'UNDECIDED' }),
      false,
      'Between A and no message it is too close to tell.',
      'Между A и отсутствием сообщения разница слишком мала, чтобы судить.',
    ],
  ])('%s', (_, comparisons, isRunning, english, russian) => {
    const { told, others } = findingsOf(comparisons);
    expect(others).toBe(0);
    expect(told.map((finding) => en.campaigns.finding(finding, isRunning))).toEqual([english]);
    expect(told.map((finding) => ru.campaigns.finding(finding, isRunning))).toEqual([russian]);
  });
});

describe('findingsOf', () => {
  it('tells of what is decided, and how much else there is', () => {
    const { told, others } = findingsOf([
      ...compare(['A', 'B'], { ALL: 'UNDECIDED' }),
      ...compare(['A', 'C'], { ALL: 'WORSE' }),
      ...compare(['B', 'C'], { ALL: 'UNDECIDED' }),
    ]);
    expect(told).toMatchObject([{ first: 'C', second: 'A', better: ['ALL'] }]);
    expect(others).toBe(2);
    expect(en.campaigns.otherFindings({ isRest: true, withNone: false }, false)).toBe(
      'The other comparisons are too close to tell.',
    );
  });

  it('counts comparisons with no message among those that are left', () => {
    const { told, others, withNone } = findingsOf([
      ...compare(['A', 'B'], { ALL: 'WORSE' }),
      ...compare(['A', null], { ALL: 'UNDECIDED' }),
      ...compare(['B', null], { ALL: 'UNDECIDED' }),
    ]);
    expect(told).toMatchObject([{ first: 'B', second: 'A' }]);
    expect([others, withNone]).toEqual([2, true]);
    expect(en.campaigns.otherFindings({ isRest: true, withNone }, false)).toBe(
      'The other comparisons, also with no message, are too close to tell.',
    );
    expect(ru.campaigns.otherFindings({ isRest: true, withNone }, false)).toBe(
      'В остальных сравнениях, в том числе с отсутствием сообщения, разница слишком мала, чтобы судить.',
    );
    expect(en.campaigns.otherFindings({ isRest: false, withNone }, true)).toBe(
      'Between the messages, and between each and no message, it is too early to tell.',
    );
  });

  it('names the pair that alone is left, also with no message', () => {
    const { told, others } = findingsOf([
      ...compare(['A', 'B'], { ALL: 'WORSE' }),
      ...compare(['A', null], { ALL: 'UNDECIDED' }),
      ...compare(['B', null], { ALL: 'BETTER' }),
    ]);
    expect(others).toBe(0);
    expect(told.slice(2).map((finding) => en.campaigns.finding(finding, false))).toEqual([
      'Between A and no message it is too close to tell.',
    ]);
  });

  it('tells of all members where another pair has a tier more', () => {
    const { told } = findingsOf([
      ...compare(['A', 'B'], { ALL: 'BETTER', HOT: 'UNDECIDED' }),
      ...compare(['A', null], { ALL: 'UNDECIDED', HOT: 'UNDECIDED', WARM: 'UNDECIDED' }),
    ]);
    expect(told[0]).toMatchObject({ first: 'A', second: 'B', better: ['ALL'], undecided: ['HOT'] });
  });

  it('tells of the tier where all members are of it', () => {
    const { told } = findingsOf([
      ...compare(['A', 'B'], { ALL: 'BETTER', HOT: 'BETTER' }),
      ...compare(['A', null], { ALL: 'UNDECIDED', HOT: 'UNDECIDED' }),
    ]);
    expect(told[0]).toMatchObject({ better: ['HOT'], undecided: [] });
  });

  it('does not repeat itself where nothing of much is decided', () => {
    const many = ['B', 'C', 'D', 'E'].flatMap((other) => compare(['A', other], { ALL: 'UNDECIDED' }));
    expect(findingsOf(many)).toEqual({ told: [], others: 4, withNone: false });
    expect(findingsOf(many.slice(3)).told).toHaveLength(1);
    expect(en.campaigns.otherFindings({ isRest: false, withNone: false }, true)).toBe(
      'Between the messages it is too early to tell.',
    );
  });

  it('has nothing to say of one message alone', () => {
    expect(findingsOf([])).toEqual({ told: [], others: 0, withNone: false });
  });
});
