import { describe, expect, it } from 'vitest';
import { defaultView } from '../view/view';
import { leadsVariables, nextPage, pageSize, previousPage } from './paging';

const middle = { hasNextPage: true, hasPreviousPage: true, startCursor: 's', endCursor: 'e' };

describe('leadsVariables', () => {
  const now = Date.parse('2025-09-10T15:00:00Z');

  it('asks for the first page of everything by default, the hottest first', () => {
    expect(leadsVariables(defaultView, now)).toEqual({
      order: [{ leadScore: 'DESC' }, { points: 'DESC' }],
      byMomentum: false,
      first: pageSize,
    });
  });

  it('asks for certain leads', () => {
    expect(leadsVariables({ ...defaultView, falls: '24h' }, now, ['7']).where).toEqual({
      fallsAt: { lt: '2025-09-11T15:00:00.000Z' },
      userId: { in: ['7'] },
    });
  });

  it('asks for what is filtered, after a cursor', () => {
    expect(
      leadsVariables(
        {
          ...defaultView,
          tier: 'HOT',
          falls: '3d',
          search: 'a',
          segment: 'moving',
          sort: { field: 'momentum', direction: 'asc' },
          page: { number: 2, after: 'c' },
          lead: '1',
        },
        now,
      ),
    ).toEqual({
      leadScore: 'HOT',
      search: 'a',
      segment: 'moving',
      where: { fallsAt: { lt: '2025-09-13T15:00:00.000Z' } },
      order: [{ momentum: 'ASC' }],
      byMomentum: true,
      first: pageSize,
      after: 'c',
    });
  });

  it('asks for the last ones before a cursor', () => {
    expect(leadsVariables({ ...defaultView, page: { number: 2, before: 'c' } }, now)).toEqual({
      order: [{ leadScore: 'DESC' }, { points: 'DESC' }],
      byMomentum: false,
      last: pageSize,
      before: 'c',
    });
  });
});

describe('nextPage', () => {
  it('goes on after the last lead shown', () => {
    expect(nextPage({ number: 2, before: 'x' }, middle)).toEqual({ number: 3, after: 'e' });
  });

  it('is none at the end', () => {
    expect(nextPage({ number: 1 }, { ...middle, hasNextPage: false })).toBeNull();
    expect(nextPage({ number: 1 }, { ...middle, endCursor: null })).toBeNull();
  });
});

describe('previousPage', () => {
  it('goes back before the first lead shown', () => {
    expect(previousPage({ number: 3, after: 'x' }, middle)).toEqual({ number: 2, before: 's' });
  });

  it('returns to the very start without a cursor', () => {
    expect(previousPage({ number: 2, after: 'x' }, middle)).toEqual({ number: 1 });
  });

  it('is none at the start', () => {
    expect(previousPage({ number: 1 }, { ...middle, hasPreviousPage: false })).toBeNull();
  });

  it('leads out of a page that the list has become too short for', () => {
    const beyond = { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null };
    expect(previousPage({ number: 4, after: 'x' }, beyond)).toEqual({ number: 1 });
  });
});
