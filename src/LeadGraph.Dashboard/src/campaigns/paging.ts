import type { CampaignsQuery, CampaignsQueryVariables } from '../graphql/generated';
import { nextPage, pageArguments, previousPage } from '../leads/paging';
import type { Page } from '../view/view';

/** How many campaigns a page holds. */
export const pageSize = 10;

type PageInfo = NonNullable<CampaignsQuery['campaigns']>['pageInfo'];

/** What to ask the service for, to show a page of campaigns. They come newest first. */
export function campaignsVariables(page: Page): CampaignsQueryVariables {
  return pageArguments(page, pageSize);
}

/** The page of the older campaigns, or null where there are none. */
export function olderPage(page: Page, info: PageInfo): Page | null {
  return nextPage(page, info);
}

/** The page of the newer campaigns, or null on the first page. */
export function newerPage(page: Page, info: PageInfo): Page | null {
  return page.number === 1 ? null : previousPage(page, info);
}
