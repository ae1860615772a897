import { describe, expect, it } from 'vitest';
import { campaignQuery, defaultView, formatView, parseView, type View } from './view';

describe('view in the address', () => {
  it.each<[string, Partial<View>]>([
    ['./', {}],
    ['?show=rules', { show: 'rules' }],
    ['?show=changes&tier=hot&day=2025-09-10', { show: 'changes', tier: 'HOT', day: '2025-09-10' }],
    ['?show=campaigns', { show: 'campaigns' }],
    ['?show=campaigns&campaign=12', { show: 'campaigns', campaign: '12' }],
    ['?show=new-campaign&tier=warm&search=x', { show: 'new-campaign', tier: 'WARM', search: 'x' }],
    ['?became=hot', { becameHot: true }],
    ['?tier=hot', { tier: 'HOT' }],
    ['?falls=24h', { falls: '24h' }],
    ['?falls=3d', { falls: '3d' }],
    ['?segment=warm-ones', { segment: 'warm-ones' }],
    ['?search=%D0%B0%26%25', { search: 'а&%' }],
    ['?sort=lastActivity.asc', { sort: { field: 'lastActivity', direction: 'asc' } }],
    ['?page=2&after=MjQ%3D', { page: { number: 2, after: 'MjQ=' } }],
    ['?page=3&before=NzU%3D', { page: { number: 3, before: 'NzU=' } }],
    ['?lead=5000000007', { lead: '5000000007' }],
    ['?lead=9007199254740993', { lead: '9007199254740993' }],
    ['?lead=-9223372036854775808', { lead: '-9223372036854775808' }],
    [
      '?tier=cold&search=x&sort=email.desc&page=2&after=MjQ%3D&lead=1',
      {
        tier: 'COLD',
        search: 'x',
        sort: { field: 'email', direction: 'desc' },
        page: { number: 2, after: 'MjQ=' },
        lead: '1',
      },
    ],
  ])('%s goes there and back', (address, part) => {
    const view = { ...defaultView, ...part };
    expect(formatView(view)).toBe(address);
    expect(parseView(address.replace('./', ''))).toEqual(view);
  });

  it.each([
    '?show=all',
    '?tier=scalding',
    '?falls=4d',
    '?segment=a%20b',
    '?became=cold',
    '?day=2025-02-30',
    '?day=today',
    '?falls=toString',
    '?sort=constructor.asc',
    '?sort=email.up',
    '?page=0&after=x',
    '?page=1e3&after=x',
    '?after=x',
    '?page=2',
    '?campaign=-1',
    '?campaign=0',
    '?campaign=x',
    '?lead=1.5',
    '?lead=9223372036854775808',
    '?lead=<script>',
    '?unknown=1',
  ])('ignores what makes no sense: %s', (address) => {
    expect(parseView(address)).toEqual(defaultView);
  });

  it('reads a tier in any case', () => {
    expect(parseView('?tier=Warm').tier).toBe('WARM');
  });
});

describe('campaignQuery', () => {
  const now = Date.parse('2025-09-10T15:00:00Z');

  it('asks for what is filtered, in the order shown, on all pages', () => {
    const view: View = {
      ...defaultView,
      tier: 'WARM',
      search: 'a b',
      sort: { field: 'totalEvents', direction: 'desc' },
      page: { number: 2, after: 'x' },
      lead: '3',
    };
    expect(campaignQuery(view, now).toString()).toBe('lead_score=warm&search=a+b&order=total_events.desc');
  });

  it('asks for those that fall within the time', () => {
    expect(campaignQuery({ ...defaultView, falls: '24h' }, now).get('falls_before')).toBe('2025-09-11T15:00:00.000Z');
  });

  it('asks for those of the segment', () => {
    expect(campaignQuery({ ...defaultView, segment: 'moving' }, now).get('segment')).toBe('moving');
  });

  it('restricts nothing where nothing is filtered', () => {
    expect(campaignQuery(defaultView, now).toString()).toBe('order=lead_score.desc%2Cpoints.desc');
  });
});
