import type { LeadCardFragment } from '../graphql/generated';
import { HotLeadsDocument } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { Contact } from '../leads/Contact';
import { displayName } from '../leads/lead';
import { Problem } from '../shell/Problem';
import { Skeleton } from '../shell/Skeleton';
import { count } from '../text/words';
import { Time } from '../text/Time';
import { tierIcon, tierName, tierSlug } from '../tiers/tier';
import type { View } from '../view/view';
import { ViewLink } from '../view/ViewLink';
import './hot.css';

const places = [1, 2, 3, 4, 5];
const noVariables = {};

/** The five hottest leads. */
export function HotLeads({ view }: { view: View }) {
  const { data, failure, withheld, trying, retry } = useData(HotLeadsDocument, noVariables);
  const leads = data?.userActivity?.nodes;
  return (
    <section className="card hot" aria-labelledby="hot-title">
      <h2 id="hot-title">Hot leads</h2>
      {failure && <Problem what="The hot leads could not be loaded." failure={failure} retry={retry} trying={trying} />}
      {leads?.length === 0 && (
        <p className="empty">Nobody has registered yet. The first who does will stand here.</p>
      )}
      {leads && leads.length > 0 && (
        <ol className="hot-list">
          {leads.map((lead, index) => (
            <HotLead key={lead.userId} lead={lead} rank={index + 1} view={view} withheld={withheld} />
          ))}
        </ol>
      )}
      {!leads && !failure && (
        <ol className="hot-list" aria-busy="true" aria-label="Loading the hot leads">
          {places.map((place) => (
            <li key={place} className="hot-lead">
              <span className="rank">#{place}</span>
              <span className="hot-icon" />
              <span className="hot-who">
                <Skeleton width="9rem" />
                <Skeleton width="14rem" />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

interface HotLeadProperties {
  lead: LeadCardFragment;
  rank: number;
  view: View;
  withheld: boolean;
}

function HotLead({ lead, rank, view, withheld }: HotLeadProperties) {
  return (
    <li className="hot-lead" data-user={lead.userId}>
      <span className="rank">#{rank}</span>
      <span
        className={`hot-icon tier-${tierSlug(lead.leadScore)}`}
        role="img"
        aria-label={tierName(lead.leadScore)}
        title={tierName(lead.leadScore)}
      >
        {tierIcon(lead.leadScore)}
      </span>
      <span className="hot-who">
        <ViewLink className="name" to={{ ...view, lead: lead.userId }}>
          <bdi>{displayName(lead)}</bdi>
        </ViewLink>
        <span className="muted">
          {count(lead.totalEvents, 'event')} on {count(lead.activeDays, 'day')}
          {lead.lastActivity && (
            <>
              <span className="separator"> · </span>
              <Time instant={lead.lastActivity} />
            </>
          )}
        </span>
      </span>
      <Contact lead={lead} withheld={withheld} />
    </li>
  );
}
