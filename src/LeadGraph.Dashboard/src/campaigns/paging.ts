import type { CampaignsQuery, CampaignsQueryVariables } from '../graphql/generated';
import { firstPage, type Page } from '../view/view';

/** How many campaigns a page holds. */
export const pageSize = 10;

type PageInfo = NonNullable<CampaignsQuery['campaigns']>['pageInfo'];

/** What to ask the service for, to show a page of campaigns. They come newest first. */
export function campaignsVariables(page: Page): CampaignsQueryVariables {
  return 'before' in page
    ? { last: pageSize, before: page.before }
    : { first: pageSize, ...('after' in page && { after: page.after }) };
}

/** The page of the older campaigns, or null where there are none. */
export function olderPage(page: Page, info: PageInfo): Page | null {
  return info.hasNextPage && info.endCursor ? { number: page.number + 1, after: info.endCursor } : null;
}

/** The page of the newer campaigns, or null where there are none. */
export function newerPage(page: Page, info: PageInfo): Page | null {
  if (page.number === 1) {
    return null;
  }
  return page.number > 2 && info.hasPreviousPage && info.startCursor
    ? { number: page.number - 1, before: info.startCursor }
    : firstPage;
}
