import type { LeadScore, UserActivitySortInput } from '../graphql/generated';
import { parseTier, tierSlug } from '../tiers/tier';

export type SortField = keyof UserActivitySortInput;
export type Direction = 'asc' | 'desc';

/** Which page is shown: its number for the eye, the cursor for the service. The first page needs no cursor. */
export type Page = { number: 1 } | { number: number; after: string } | { number: number; before: string };

/** The times within which leads can be filtered by when their tier falls, as the address writes them, in hours. */
export const fallsWithin = { '24h': 24, '3d': 72 } as const;
export type FallsWithin = keyof typeof fallsWithin;

const shows = ['leads', 'rules', 'changes', 'campaigns', 'new-campaign'] as const;

/** Everything of the page that its address holds. */
export interface View {
  /** What the page shows: the leads, other scoring rules to try, the changes of tier, campaigns, or one to create. */
  show: (typeof shows)[number];
  tier: LeadScore | null;
  /** Within which time the leads fall to a lower tier, or null for all leads. */
  falls: FallsWithin | null;
  /** The segment of the settings whose leads are shown, by its name, or null for all leads. */
  segment: string | null;
  /** Whether only the leads are shown that became hot today. */
  becameHot: boolean;
  /** The day, such as 2025-09-10 in the scoring time zone, of which changes are shown, or null for all days. */
  day: string | null;
  search: string;
  sort: { field: SortField; direction: Direction };
  page: Page;
  /** The id of the campaign that is shown in place of all of them. */
  campaign: string | null;
  /** The user id of the lead that is open. */
  lead: string | null;
}

export const firstPage: Page = { number: 1 };

export const defaultView: View = {
  show: 'leads',
  tier: null,
  falls: null,
  segment: null,
  becameHot: false,
  day: null,
  search: '',
  // The hottest tier first: many events on few days make no hot lead.
  sort: { field: 'leadScore', direction: 'desc' },
  page: firstPage,
  campaign: null,
  lead: null,
};

// What each field is called in the order parameter of the CSV download; every field of the schema must be here.
const restNames: Record<SortField, string> = {
  userId: 'user_id',
  username: 'username',
  firstName: 'first_name',
  email: 'email',
  registeredAt: 'registered_at',
  totalEvents: 'total_events',
  points: 'points',
  activeDays: 'active_days',
  lastActivity: 'last_activity',
  leadScore: 'lead_score',
  fallsAt: 'falls_at',
  fallsTo: 'falls_to',
  momentum: 'momentum',
};

/** Reads the query string of the address. What makes no sense in it counts as absent. */
export function parseView(queryString: string): View {
  const query = new URLSearchParams(queryString);
  const [field = '', direction = ''] = (query.get('sort') ?? '').split('.');
  const lead = query.get('lead') ?? '';
  return {
    show: shows.find((name) => name === query.get('show')) ?? defaultView.show,
    tier: parseTier(query.get('tier')),
    falls: parseFalls(query.get('falls')),
    segment: /^[A-Za-z0-9_-]{1,40}$/.exec(query.get('segment') ?? '')?.[0] ?? null,
    becameHot: query.get('became') === 'hot',
    day: parseDay(query.get('day')),
    search: (query.get('search') ?? '').trim(),
    sort: isSortField(field) && isDirection(direction) ? { field, direction } : defaultView.sort,
    page: parsePage(query),
    campaign: /^[1-9]\d{0,18}$/.exec(query.get('campaign') ?? '')?.[0] ?? null,
    lead: parseId(lead),
  };
}

/** The address of the view, relative to the page, without what is at its default. */
export function formatView(view: View): string {
  const query = new URLSearchParams();
  if (view.show !== defaultView.show) {
    query.set('show', view.show);
  }
  if (view.tier) {
    query.set('tier', tierSlug(view.tier));
  }
  if (view.falls) {
    query.set('falls', view.falls);
  }
  if (view.segment) {
    query.set('segment', view.segment);
  }
  if (view.becameHot) {
    query.set('became', 'hot');
  }
  if (view.day) {
    query.set('day', view.day);
  }
  if (view.search) {
    query.set('search', view.search);
  }
  if (view.sort.field !== defaultView.sort.field || view.sort.direction !== defaultView.sort.direction) {
    query.set('sort', `${view.sort.field}.${view.sort.direction}`);
  }
  if ('after' in view.page) {
    query.set('page', String(view.page.number));
    query.set('after', view.page.after);
  } else if ('before' in view.page) {
    query.set('page', String(view.page.number));
    query.set('before', view.page.before);
  }
  if (view.campaign !== null) {
    query.set('campaign', view.campaign);
  }
  if (view.lead !== null) {
    query.set('lead', view.lead);
  }
  const text = query.toString();
  return text ? `?${text}` : './';
}

/** The fields that the list is sorted by: within a tier, the leads with the most points come first. */
export function sortFields({ sort }: View): { field: SortField; direction: Direction }[] {
  return sort.field === 'leadScore' ? [sort, { field: 'points', direction: sort.direction }] : [sort];
}

/** The moment before which the tier falls of those leads that the view shows, or null for all leads. */
export function fallsBefore(view: View, now: number): string | null {
  return view.falls && new Date(now + fallsWithin[view.falls] * 3_600_000).toISOString();
}

/**
 * The parameters of the CSV download that holds what the view shows, on all its pages.
 * @param now The present moment in milliseconds.
 */
export function campaignQuery(view: View, now: number): URLSearchParams {
  const query = new URLSearchParams();
  if (view.tier) {
    query.set('lead_score', tierSlug(view.tier));
  }
  if (view.search) {
    query.set('search', view.search);
  }
  if (view.segment) {
    query.set('segment', view.segment);
  }
  const before = fallsBefore(view, now);
  if (before) {
    query.set('falls_before', before);
  }
  query.set(
    'order',
    sortFields(view)
      .map(({ field, direction }) => `${restNames[field]}.${direction}`)
      .join(','),
  );
  return query;
}

function parsePage(query: URLSearchParams): Page {
  const number = /^[1-9]\d{0,8}$/.test(query.get('page') ?? '') ? Number(query.get('page')) : 0;
  const after = query.get('after');
  const before = query.get('before');
  if (after && number > 1) {
    return { number, after };
  }
  return before && number > 1 ? { number, before } : firstPage;
}

function parseFalls(text: string | null): FallsWithin | null {
  return text !== null && Object.hasOwn(fallsWithin, text) ? (text as FallsWithin) : null;
}

function parseDay(text: string | null): string | null {
  const time = /^[12]\d{3}-\d{2}-\d{2}$/.test(text ?? '') ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? null : text;
}

/** An id is a 64-bit integer, of which JavaScript's numbers would lose digits. */
function parseId(text: string): string | null {
  const id = /^-?\d{1,19}$/.test(text) ? BigInt(text) : null;
  return id !== null && BigInt.asIntN(64, id) === id ? String(id) : null;
}

function isSortField(name: string): name is SortField {
  return Object.hasOwn(restNames, name);
}

function isDirection(name: string): name is Direction {
  return name === 'asc' || name === 'desc';
}
