import { describe, expect, it } from 'vitest';
import {
  draftOf,
  inputOf,
  previewInputOf,
  sumOfShares,
  templateTiers,
  withEqualShares,
  withoutVariant,
  withShare,
  withTemplate,
  withVariant,
} from './draft';

const nameOf = (tier: string) => `for ${tier}`;
const draft = draftOf({ tier: 'WARM', search: ' anna ', segment: null }, nameOf);
const shares = (variants: { share: string }[]) => variants.map(({ share }) => share);

describe('draftOf', () => {
  it('takes the tier and the search of the list, with the template of the tier', () => {
    expect(draft).toMatchObject({
      name: 'for WARM',
      leadScores: ['WARM'],
      search: ' anna ',
      notContactedDays: '7',
      holdoutPercent: '10',
      // What the last message of the series does, three days later at the latest, counts too.
      withinDays: '8',
    });
  });

  it('takes the segment of the list, which a template keeps', () => {
    const ofSegment = draftOf({ tier: null, search: '', segment: 'moving' }, nameOf);
    expect(inputOf(ofSegment, null).segment).toBe('moving');
    expect(previewInputOf(withTemplate(ofSegment, 'HOT', 'x'), null).segment).toBe('moving');
  });

  it('takes all leads where the list shows all, and the cold ones where it shows them', () => {
    expect(draftOf({ tier: null, search: '', segment: null }, nameOf)).toMatchObject({ name: '', leadScores: [] });
    expect(draftOf({ tier: 'COLD', search: '', segment: null }, nameOf)).toMatchObject({ name: '', leadScores: ['COLD'] });
  });
});

describe('templates', () => {
  it.each(templateTiers)('for %s have shares that add up to 100, and keep what they say nothing of', (tier) => {
    const filled = withTemplate({ ...draft, goalEventTypes: ['paid'], exclude: ['3'] }, tier, 'x');
    expect(sumOfShares(filled.variants)).toBe(100);
    expect(filled).toMatchObject({
      name: 'x', leadScores: [tier], search: ' anna ', goalEventTypes: ['paid'], exclude: ['3'],
    });
  });
});

describe('shares', () => {
  it.each([
    [1, ['100']],
    [2, ['50', '50']],
    [3, ['34', '33', '33']],
    [6, ['17', '17', '17', '17', '16', '16']],
    [7, ['15', '15', '14', '14', '14', '14', '14']],
  ])('of %i are as equal as they can be', (count, expected) => {
    const variants = withEqualShares(Array.from({ length: count }, (_, i) => ({ name: String(i), share: '' })));
    expect(shares(variants)).toEqual(expected);
    expect(sumOfShares(variants)).toBe(100);
  });

  it('of two add up to 100 whatever one of them is', () => {
    expect(shares(withShare(draft.variants, 0, '70'))).toEqual(['70', '30']);
    expect(shares(withShare(draft.variants, 1, '1'))).toEqual(['99', '1']);
  });

  it.each(['', '0', '100', '1.5', '-3', '500'])('of two do not follow %j, which leaves the other nothing', (share) => {
    expect(shares(withShare(draft.variants, 0, share))).toEqual([share, '50']);
  });

  it('of more are left to the writer', () => {
    const three = withVariant(draft.variants);
    expect(three.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
    expect(shares(withShare(three, 0, '50'))).toEqual(['50', '33', '33']);
    expect(sumOfShares(withShare(three, 0, '50'))).toBe(116);
  });

  it('become equal when a message goes', () => {
    const two = withoutVariant(withShare(withVariant(draft.variants), 0, '50'), 1);
    expect(two).toEqual([{ name: 'A', share: '50' }, { name: 'C', share: '50' }]);
    expect(withVariant(two).map(({ name }) => name)).toEqual(['A', 'C', 'B']);
  });
});

describe('input', () => {
  it('has what the form says', () => {
    expect(inputOf({ ...draft, goalEventTypes: ['paid'] }, null)).toEqual({
      name: 'for WARM',
      leadScores: ['WARM'],
      search: 'anna',
      where: null,
      segment: null,
      notContactedDays: 7,
      exclude: null,
      optOutEventTypes: null,
      variants: [{ name: 'A', share: 50 }, { name: 'B', share: 50 }],
      holdoutPercent: 10,
      goal: { eventTypes: ['paid'], withinDays: 8 },
    });
  });

  it('leaves out what is empty, and has the service refuse what is no number', () => {
    const odd = { ...draft, leadScores: [], search: ' ', notContactedDays: '', holdoutPercent: '', withinDays: '1e3' };
    expect(inputOf(odd, null)).toMatchObject({
      leadScores: null, search: null, notContactedDays: null, holdoutPercent: 0, goal: { withinDays: -1 },
    });
    expect(inputOf({ ...draft, notContactedDays: '1.5' }, null).notContactedDays).toBe(-1);
  });

  it('has the other filters of the list, unless they are not wanted', () => {
    const where = { fallsAt: { lt: '2025-09-11T15:00:00.000Z' } };
    expect(inputOf(draft, where).where).toBe(where);
    expect(previewInputOf(draft, where).where).toBe(where);
    expect(inputOf({ ...draft, isOfList: false }, where).where).toBeNull();
  });

  it('of a preview does not change with what says nothing of the members', () => {
    const other = { ...draft, name: 'x', variants: [], holdoutPercent: 'x', goalEventTypes: ['paid'], withinDays: '' };
    expect(previewInputOf(other, null)).toEqual(previewInputOf(draft, null));
    expect(previewInputOf({ ...draft, exclude: ['1'] }, null)).not.toEqual(previewInputOf(draft, null));
  });
});
