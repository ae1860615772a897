import { describe, expect, it } from 'vitest';
import { firstPage } from '../view/view';
import { campaignsVariables, newerPage, olderPage, pageSize } from './paging';

const middle = { hasNextPage: true, hasPreviousPage: true, startCursor: 's', endCursor: 'e' };

describe('pages of campaigns', () => {
  it('ask for the newest, those behind a cursor, or those before one', () => {
    expect(campaignsVariables(firstPage)).toEqual({ first: pageSize });
    expect(campaignsVariables({ number: 2, after: 'c' })).toEqual({ first: pageSize, after: 'c' });
    expect(campaignsVariables({ number: 2, before: 'c' })).toEqual({ last: pageSize, before: 'c' });
  });

  it('lead to older ones, and back to the newest', () => {
    expect(olderPage(firstPage, middle)).toEqual({ number: 2, after: 'e' });
    expect(olderPage(firstPage, { ...middle, hasNextPage: false })).toBeNull();
    expect(newerPage(firstPage, middle)).toBeNull();
    expect(newerPage({ number: 2, after: 'c' }, middle)).toBe(firstPage);
    expect(newerPage({ number: 3, after: 'c' }, middle)).toEqual({ number: 2, before: 's' });
    expect(newerPage({ number: 3, after: 'c' }, { ...middle, hasPreviousPage: false })).toBe(firstPage);
  });
});
