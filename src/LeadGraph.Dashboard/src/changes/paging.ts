import type { ChangesQuery, ChangesQueryVariables } from '../graphql/generated';
import { dayBounds } from '../text/calendar';
import { firstPage, type Page, type View } from '../view/view';

/** How many changes a page holds. */
export const pageSize = 50;

type PageInfo = NonNullable<ChangesQuery['leadScoreChanges']>['pageInfo'];

/**
 * What to ask the service for, to show the view's page of changes. The feed is oldest first, the page newest first.
 * @param timeZone The time zone of the view's day; null while it is not known.
 * @returns Null while what there is to ask depends on that.
 */
export function changesVariables(
  { tier, day, page }: Pick<View, 'tier' | 'day' | 'page'>,
  timeZone: string | null,
): ChangesQueryVariables | null {
  if (day !== null && timeZone === null) {
    return null;
  }
  return {
    ...(tier && { to: tier }),
    ...(day !== null && timeZone !== null && dayBounds(timeZone, day)),
    ...('after' in page
      ? { first: pageSize, after: page.after }
      : { last: pageSize, ...('before' in page && { before: page.before }) }),
  };
}

/** The page of what was before, or null where there is none. */
export function olderPage(page: Page, info: PageInfo): Page | null {
  return info.hasPreviousPage && info.startCursor ? { number: page.number + 1, before: info.startCursor } : null;
}

/** The page of what came after, or null where there is none. The first page is always that of the newest. */
export function newerPage(page: Page, info: PageInfo): Page | null {
  if (page.number === 1) {
    return null;
  }
  return page.number > 2 && info.hasNextPage && info.endCursor
    ? { number: page.number - 1, after: info.endCursor }
    : firstPage;
}
