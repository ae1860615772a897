import { useCallback, useMemo, useRef, useState } from 'react';
import { CampaignsDocument } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { CardHead } from '../shell/CardHead';
import { Skeleton } from '../shell/Skeleton';
import { useText } from '../text/language';
import { Pager } from '../view/Pager';
import { goTo } from '../view/useView';
import { defaultView, firstPage, type Page, type View } from '../view/view';
import { ViewLink } from '../view/ViewLink';
import { CampaignProblem } from './CampaignProblem';
import { CampaignRow } from './CampaignRow';
import { campaignsVariables, newerPage, olderPage } from './paging';

const places = [1, 2, 3];

/** All campaigns, newest first, with how many of their members did what they were to do. */
export function CampaignsPage({ view }: { view: View }) {
  const t = useText();
  const top = useRef<HTMLElement>(null);
  const { page } = view;
  const variables = useMemo(() => campaignsVariables(page), [page]);
  const shown = useData(CampaignsDocument, variables);
  const { data, outdated, failure, trying, retry } = shown;
  const campaigns = failure && outdated ? undefined : data?.campaigns;
  const rows = campaigns?.nodes;
  // What came of each is read one after another, from the top: each reading takes the service some time.
  const [read, setRead] = useState(0);
  const onRead = useCallback((place: number) => {
    setRead((current) => Math.max(current, place + 1));
  }, []);
  const turn = (to: Page) => () => {
    setRead(0);
    goTo({ ...view, page: to });
    top.current?.scrollIntoView();
  };
  const older = campaigns && olderPage(page, campaigns.pageInfo);
  const newer = campaigns && newerPage(page, campaigns.pageInfo);
  const create = (
    <ViewLink className="button primary" to={{ ...defaultView, show: 'new-campaign' }}>
      {t.campaigns.create}
    </ViewLink>
  );

  return (
    <section className="card campaigns" aria-labelledby="campaigns-title" aria-busy={!campaigns && !failure} ref={top}>
      <CardHead id="campaigns-title" title={t.campaigns.title} shown={campaigns ? shown : { at: null, failure }}>
        <p className="muted campaigns-total" role="status" data-testid="campaigns-total">
          {campaigns ? t.campaigns.total(campaigns.totalCount) : ''}
        </p>
        <ViewLink className="card-link" to={defaultView}>
          {t.rules.back}
        </ViewLink>
        {campaigns && campaigns.totalCount > 0 && create}
      </CardHead>
      {failure && <CampaignProblem what={t.campaigns.failed} failure={failure} retry={retry} trying={trying} />}
      {rows?.length === 0 && (
        <div className="empty">
          <h3>{t.campaigns.none}</h3>
          <p>{t.campaigns.noneWhy}</p>
          {page === firstPage ? create : (
            <button type="button" onClick={turn(firstPage)}>
              {t.leads.firstPage}
            </button>
          )}
        </div>
      )}
      {!(failure && !rows) && rows?.length !== 0 && (
        <table className={outdated ? 'campaign-table outdated' : 'campaign-table'} aria-labelledby="campaigns-title">
          <thead>
            <tr>
              <th scope="col">{t.campaigns.name}</th>
              <th scope="col">{t.campaigns.state}</th>
              <th scope="col">{t.campaigns.made}</th>
              <th scope="col" className="numeric">{t.campaigns.members}</th>
              <th scope="col" className="numeric">{t.campaigns.converted}</th>
            </tr>
          </thead>
          <tbody>
            {rows?.map((campaign, place) => (
              <CampaignRow
                key={campaign.campaignId}
                campaign={campaign}
                place={place}
                mayRead={place <= read}
                onRead={onRead}
              />
            )) ??
              places.map((place) => (
                <tr key={place}>
                  <td colSpan={5}>
                    <Skeleton width="70%" />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
      <Pager
        label={t.campaigns.pages}
        back={t.changes.newer}
        forth={t.changes.older}
        previous={newer}
        next={older}
        outdated={outdated}
        turn={turn}
      />
    </section>
  );
}
