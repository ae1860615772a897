import { useMemo, useRef, useState } from 'react';
import { ChangesDocument } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { TierSelect } from '../leads/Selects';
import { useHidden } from '../leads/useHidden';
import { CardHead } from '../shell/CardHead';
import { Problem } from '../shell/Problem';
import { Skeleton } from '../shell/Skeleton';
import { useText } from '../text/language';
import { useScoringZone } from '../tiers/useScoringZone';
import { Pager } from '../view/Pager';
import { goTo } from '../view/useView';
import { defaultView, firstPage, type Page, type View } from '../view/view';
import { ViewLink } from '../view/ViewLink';
import { ChangeRow } from './ChangeRow';
import { DaySelect } from './DaySelect';
import { changesVariables, newerPage, olderPage } from './paging';
import { seen } from './seen';
import './changes.css';

const places = [1, 2, 3, 4, 5, 6];

/** The recorded changes of tier, newest first, of a tier and a day or all of them. */
export function ChangesPage({ view }: { view: View }) {
  const t = useText();
  const top = useRef<HTMLElement>(null);
  const { tier, day, page } = view;
  const zone = useScoringZone();
  const { timeZone } = zone;
  const variables = useMemo(() => changesVariables({ tier, day, page }, timeZone), [tier, day, page, timeZone]);
  const asked = useData(ChangesDocument, variables);
  const shown = variables === null ? { ...asked, ...zone } : asked;
  const { data, outdated, failure, trying, retry } = shown;
  const withheld = useHidden();
  // What was new when the page was opened stays marked while it is read.
  const [lastSeen] = useState(seen);
  const changes = failure && outdated ? undefined : data?.leadScoreChanges;
  const edges = changes?.edges?.toReversed();
  const firstSeen = edges?.findIndex((edge) => edge.cursor === lastSeen) ?? -1;
  const turn = (to: Page) => () => {
    goTo({ ...view, page: to });
    top.current?.scrollIntoView();
  };
  const older = changes && olderPage(page, changes.pageInfo);
  const newer = changes && newerPage(page, changes.pageInfo);

  return (
    <section className="card changes" aria-labelledby="changes-title" aria-busy={!changes && !failure} ref={top}>
      <CardHead id="changes-title" title={t.changes.title} shown={changes ? shown : { at: null, failure }}>
        <p className="muted changes-total" role="status" data-testid="changes-total">
          {changes ? t.changes.total(changes.totalCount) : ''}
        </p>
        <ViewLink className="card-link" to={defaultView}>
          {t.rules.back}
        </ViewLink>
      </CardHead>
      <div className="leads-filters">
        <TierSelect view={view} />
        <DaySelect view={view} timeZone={timeZone} />
      </div>
      {failure && (
        <Problem what={t.changes.failed} failure={failure} retry={retry} trying={trying}>
          {page !== firstPage && (
            <button type="button" onClick={turn(firstPage)}>
              {t.leads.firstPage}
            </button>
          )}
        </Problem>
      )}
      {edges?.length === 0 && (
        <div className="empty">
          <p>{tier || day ? t.changes.noneSuch : t.changes.none}</p>
          {(tier ?? day) && (
            <button
              type="button"
              onClick={() => {
                goTo({ ...view, tier: null, day: null, page: firstPage });
              }}
            >
              {t.changes.showAll}
            </button>
          )}
        </div>
      )}
      {!(failure && !edges) && edges?.length !== 0 && (
        <ol className={outdated ? 'change-list outdated' : 'change-list'} aria-busy={!edges || outdated}>
          {edges?.map((edge, index) => (
            <ChangeRow
              key={edge.cursor}
              change={edge.node}
              view={view}
              withheld={withheld}
              isNew={page === firstPage && index < firstSeen}
            />
          )) ??
            places.map((place) => (
              <li key={place} className="change">
                <Skeleton width="70%" />
              </li>
            ))}
        </ol>
      )}
      <Pager
        label={t.changes.pages}
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
