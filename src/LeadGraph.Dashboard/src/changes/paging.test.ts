import { describe, expect, it } from 'vitest';
import { firstPage } from '../view/view';
import { changesVariables, newerPage, olderPage, pageSize } from './paging';

const middle = { hasNextPage: true, hasPreviousPage: true, startCursor: 's', endCursor: 'e' };

describe('changesVariables', () => {
  it('asks for the newest by default', () => {
    expect(changesVariables({ tier: null, day: null, page: firstPage }, null)).toEqual({ last: pageSize });
  });

  it('asks for those to a tier of a day, before a cursor', () => {
    const view = { tier: 'HOT', day: '2025-09-10', page: { number: 2, before: 'c' } } as const;
    expect(changesVariables(view, null)).toBeNull();
    expect(changesVariables(view, 'Asia/Vladivostok')).toEqual({
      to: 'HOT',
      since: '2025-09-09T14:00:00.000Z',
      until: '2025-09-10T14:00:00.000Z',
      last: pageSize,
      before: 'c',
    });
  });
});

describe('pages', () => {
  it('lead to what was before, and back to the newest', () => {
    expect(olderPage(firstPage, middle)).toEqual({ number: 2, before: 's' });
    expect(olderPage(firstPage, { ...middle, hasPreviousPage: false })).toBeNull();
    expect(newerPage(firstPage, middle)).toBeNull();
    expect(newerPage({ number: 2, before: 's' }, middle)).toBe(firstPage);
    expect(newerPage({ number: 4, before: 's' }, middle)).toEqual({ number: 3, after: 'e' });
    expect(newerPage({ number: 4, before: 's' }, { ...middle, hasNextPage: false })).toBe(firstPage);
  });
});
