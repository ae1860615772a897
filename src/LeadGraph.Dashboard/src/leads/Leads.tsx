import { useMemo, useRef } from 'react';
import { CampaignList } from '../campaign/CampaignList';
import { LeadsDocument } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { useHidden } from './useHidden';
import { Problem } from '../shell/Problem';
import { useNow } from '../text/now';
import { count } from '../text/words';
import { goTo } from '../view/useView';
import { defaultView, firstPage, type Page, type View } from '../view/view';
import { LeadTable } from './LeadTable';
import { leadsVariables, nextPage, pageSize, previousPage } from './paging';
import { fallsNames, FallsSelect, SortSelect, TierSelect } from './Selects';
import { Search } from './Search';
import './leads.css';

// A filter by time asks anew when this many milliseconds have passed.
const filterStep = 300_000;

/** All leads, filtered, sorted and paged as the address says. */
export function Leads({ view }: { view: View }) {
  const top = useRef<HTMLElement>(null);
  const { tier, falls, search, sort, page } = view;
  const present = useNow();
  // Nothing else depends on the time.
  const now = falls ? present - (present % filterStep) : 0;
  const variables = useMemo(
    () => leadsVariables({ ...defaultView, tier, falls, search, sort, page }, now),
    [tier, falls, search, sort, page, now],
  );
  const { data, outdated, trying, failure, retry } = useData(LeadsDocument, variables);
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
      <div className="leads-head">
        <h2 id="leads-title">Leads</h2>
        <p className="muted" role="status" data-testid="total">
          {leads ? count(leads.totalCount, 'lead') : ''}
        </p>
        <CampaignList view={view} now={now} total={leads?.totalCount ?? 0} hidden={hidden} />
      </div>
      <div className="leads-filters">
        <Search view={view} />
        <TierSelect view={view} />
        <FallsSelect view={view} />
        <SortSelect view={view} />
      </div>
      {failure && (
        <Problem what="The leads could not be loaded." failure={failure} retry={retry} trying={trying}>
          {page !== firstPage && (
            <button type="button" onClick={turn(firstPage)}>
              Show the first page
            </button>
          )}
        </Problem>
      )}
      {leads?.nodes?.length === 0 && <Nothing view={view} total={leads.totalCount} hidden={hidden} />}
      {!(failure && !leads) && leads?.nodes?.length !== 0 && (
        <LeadTable view={view} rows={leads?.nodes ?? null} outdated={outdated} />
      )}
      {leads && (previous ?? next) && (
        <nav className="pager" aria-label="Pages of leads">
          <button type="button" disabled={!previous || outdated} onClick={previous ? turn(previous) : undefined}>
            Previous
          </button>
          <span aria-live="polite">
            Page {page.number} of {Math.max(pages, page.number)}
          </span>
          <button type="button" disabled={!next || outdated} onClick={next ? turn(next) : undefined}>
            Next
          </button>
        </nav>
      )}
    </section>
  );
}

/** Says why the list is empty, and offers the way out. */
function Nothing({ view, total, hidden }: { view: View; total: number; hidden: boolean }) {
  const filtered = view.tier !== null || view.falls !== null || view.search !== '';
  if (total > 0) {
    return (
      <div className="empty">
        <p>The list has become shorter: this page of it is empty.</p>
        <button
          type="button"
          onClick={() => {
            goTo({ ...view, page: firstPage });
          }}
        >
          Show the first page
        </button>
      </div>
    );
  }
  if (!filtered) {
    return <p className="empty">No leads yet: nobody has registered. They appear here as soon as somebody does.</p>;
  }
  return (
    <div className="empty">
      {hidden && view.search && (
        <p>Names, usernames and email addresses are hidden from your key, so that nothing can be found by them.</p>
      )}
      <p>
        No {view.tier ? `${view.tier.toLowerCase()} lead` : 'lead'}
        {view.search && (
          <>
            {' has '}
            <strong>
              <bdi>{view.search}</bdi>
            </strong>
            {' in name, username or email'}
          </>
        )}
        {view.falls && `${view.search ? ' and' : ''} cools ${fallsNames[view.falls].toLowerCase()}`}
        {view.search || view.falls ? '.' : ' at present.'}
      </p>
      <button
        type="button"
        onClick={() => {
          goTo({ ...view, tier: null, falls: null, search: '', page: firstPage });
        }}
      >
        Show all leads
      </button>
    </div>
  );
}
