import type { LeadsQuery, LeadsQueryVariables } from '../graphql/generated';
import { fallsBefore, firstPage, sortFields, type Page, type View } from '../view/view';

/** How many leads a page holds. */
export const pageSize = 25;

type PageInfo = NonNullable<LeadsQuery['userActivity']>['pageInfo'];

/**
 * What to ask the service for, to show the view's page of leads.
 * @param now The present moment in milliseconds.
 * @param users Only leads of these ids are wanted; null for all.
 */
export function leadsVariables(view: View, now: number, users: readonly string[] | null = null): LeadsQueryVariables {
  const { tier, search, segment, sort, page } = view;
  const before = fallsBefore(view, now);
  return {
    order: sortFields(view).map(({ field, direction }) => ({
      [field]: direction === 'asc' ? ('ASC' as const) : ('DESC' as const),
    })),
    byMomentum: sort.field === 'momentum',
    ...(tier && { leadScore: tier }),
    ...(search && { search }),
    ...(segment && { segment }),
    ...((before ?? users) && {
      where: { ...(before && { fallsAt: { lt: before } }), ...(users && { userId: { in: [...users] } }) },
    }),
    ...pageArguments(page, pageSize),
  };
}

/** The arguments of a list for a page of so many. */
export function pageArguments(page: Page, size: number) {
  return 'before' in page
    ? { last: size, before: page.before }
    : { first: size, ...('after' in page && { after: page.after }) };
}

/** The page after the present one, or null where there is none. */
export function nextPage(page: Page, info: PageInfo): Page | null {
  return info.hasNextPage && info.endCursor ? { number: page.number + 1, after: info.endCursor } : null;
}

/** The page before the present one, or null where there is none. The first page is always the list's very start. */
export function previousPage(page: Page, info: PageInfo): Page | null {
  if (!info.hasPreviousPage && page.number === 1) {
    return null;
  }
  return page.number > 2 && info.hasPreviousPage && info.startCursor
    ? { number: page.number - 1, before: info.startCursor }
    : firstPage;
}
