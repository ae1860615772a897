import { useMemo, useRef } from 'react';
import { CampaignList } from '../campaign/CampaignList';
import { LeadsDocument } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { useHidden } from './useHidden';
import { CardHead } from '../shell/CardHead';
import { Problem } from '../shell/Problem';
import { useText } from '../text/language';
import { DaysNote } from '../tiers/DaysNote';
import { Pager } from '../view/Pager';
import { goTo } from '../view/useView';
import { defaultView, firstPage, type Page, type View } from '../view/view';
import { ViewLink } from '../view/ViewLink';
import { LeadTable } from './LeadTable';
import { BecameHotFilter } from './BecameHotFilter';
import { leadsVariables, nextPage, pageSize, previousPage } from './paging';
import { SegmentSelect } from './SegmentSelect';
import { FallsSelect, SortSelect, TierSelect } from './Selects';
import { Search } from './Search';
import { useFilters } from './useFilters';
import './leads.css';

/** All leads, filtered, sorted and paged as the address says. */
export function Leads({ view }: { view: View }) {
  const { leads: t, newCampaign } = useText();
  const top = useRef<HTMLElement>(null);
  const { tier, falls, segment, becameHot, search, sort, page } = view;
  const { now, hot, users } = useFilters(view);
  const variables = useMemo(
    () => leadsVariables({ ...defaultView, tier, falls, segment, search, sort, page }, now, users),
    [tier, falls, segment, search, sort, page, now, users],
  );
  const shown = useData(LeadsDocument, variables);
  const { data, outdated, trying, failure, retry } = shown;
  const hidden = useHidden();
  // Leads of an earlier question are shown until those asked for come, not in place of those that do not.
  const leads = failure && outdated ? undefined : data?.userActivity;
  const next = leads && nextPage(page, leads.pageInfo);
  const previous = leads && previousPage(page, leads.pageInfo);
  const pages = leads ? Math.max(1, Math.ceil(leads.totalCount / pageSize)) : 1;
  const turn = (to: Page) => () => {
    goTo({ ...view, page: to });
    top.current?.scrollIntoView();
  };

  return (
    <section className="card leads" aria-labelledby="leads-title" ref={top}>
      <CardHead id="leads-title" title={t.title} shown={leads ? shown : { at: null, failure }}>
        <p className="leads-total muted" role="status" data-testid="total">
          {leads ? t.total(leads.totalCount) : ''}
        </p>
        <ViewLink className="button primary" to={{ ...view, show: 'new-campaign', page: firstPage }}>
          {newCampaign.title}
        </ViewLink>
        {/* A campaign list cannot be told which leads became hot. */}
        {!becameHot && <CampaignList view={view} now={now} total={leads?.totalCount ?? 0} hidden={hidden} />}
      </CardHead>
      <div className="leads-filters">
        <Search view={view} />
        <TierSelect view={view} />
        <FallsSelect view={view} />
        <SegmentSelect view={view} />
        <SortSelect view={view} />
        {(hot !== undefined || becameHot) && <BecameHotFilter view={view} hot={hot ?? null} />}
      </div>
      {failure && (
        <Problem what={t.failed} failure={failure} retry={retry} trying={trying}>
          {page !== firstPage && (
            <button type="button" onClick={turn(firstPage)}>
              {t.firstPage}
            </button>
          )}
        </Problem>
      )}
      {leads?.nodes?.length === 0 && <Nothing view={view} total={leads.totalCount} hidden={hidden} />}
      {!(failure && !leads) && leads?.nodes?.length !== 0 && (
        <LeadTable view={view} rows={leads?.nodes ?? null} outdated={outdated} windowDays={data?.scoringRules.windowDays ?? 0} />
      )}
      {data && leads?.nodes && (
        <DaysNote window={data.scoringRules} activeDays={leads.nodes.map((lead) => lead.activeDays)} />
      )}
      <Pager
        label={t.pages}
        back={t.previous}
        forth={t.next}
        previous={previous}
        next={next}
        outdated={outdated}
        turn={turn}
      >
        <span aria-live="polite">{t.page(page.number, Math.max(pages, page.number))}</span>
      </Pager>
    </section>
  );
}

/** Says why the list is empty, and offers the way out. */
function Nothing({ view, total, hidden }: { view: View; total: number; hidden: boolean }) {
  const t = useText().leads;
  const filtered =
    view.tier !== null || view.falls !== null || view.segment !== null || view.becameHot || view.search !== '';
  if (total > 0) {
    return (
      <div className="empty">
        <p>{t.shorter}</p>
        <button
          type="button"
          onClick={() => {
            goTo({ ...view, page: firstPage });
          }}
        >
          {t.firstPage}
        </button>
      </div>
    );
  }
  if (!filtered) {
    return <p className="empty">{t.nobody}</p>;
  }
  return (
    <div className="empty">
      {hidden && view.search && <p>{t.notByName}</p>}
      <p>
        {view.becameHot ? t.notOfThese : t.nothing(
          view.tier,
          view.search && (
            <strong>
              <bdi>{view.search}</bdi>
            </strong>
          ),
          view.falls && t.within[view.falls],
        )}{' '}
        {view.segment && t.onlyOfSegment(<bdi>{view.segment}</bdi>)}
      </p>
      <button
        type="button"
        onClick={() => {
          goTo({ ...view, tier: null, falls: null, segment: null, becameHot: false, search: '', page: firstPage });
        }}
      >
        {t.showAll}
      </button>
    </div>
  );
}
