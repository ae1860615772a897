import type { LeadCardFragment } from '../graphql/generated';
import { HotLeadsDocument } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { Contact } from '../leads/Contact';
import { displayName } from '../leads/lead';
import { CardHead } from '../shell/CardHead';
import { Problem } from '../shell/Problem';
import { Skeleton } from '../shell/Skeleton';
import { useText } from '../text/language';
import { Time } from '../text/Time';
import { DaysNote } from '../tiers/DaysNote';
import { tierIcon, tierSlug } from '../tiers/tier';
import type { View } from '../view/view';
import { ViewLink } from '../view/ViewLink';
import './hot.css';

const places = [1, 2, 3, 4, 5];
const noVariables = {};

/** The five hottest leads. */
export function HotLeads({ view }: { view: View }) {
  const t = useText().hot;
  const shown = useData(HotLeadsDocument, noVariables);
  const { data, failure, withheld, trying, retry } = shown;
  const leads = data?.userActivity?.nodes;
  return (
    <section className="card hot" aria-labelledby="hot-title">
      <CardHead id="hot-title" title={t.title} shown={shown} />
      {failure && <Problem what={t.failed} failure={failure} retry={retry} trying={trying} />}
      {leads?.length === 0 && <p className="empty">{t.empty}</p>}
      {leads && leads.length > 0 && (
        <ol className="hot-list">
          {leads.map((lead, index) => (
            <HotLead key={lead.userId} lead={lead} rank={index + 1} view={view} withheld={withheld} />
          ))}
        </ol>
      )}
      <div className="hot-note">
        {leads && <DaysNote window={data.scoringRules} activeDays={leads.map((lead) => lead.activeDays)} />}
      </div>
      {!leads && !failure && (
        <ol className="hot-list" aria-busy="true" aria-label={t.loading}>
          {places.map((place) => (
            <li key={place} className="hot-lead">
              <span className="rank">{place}</span>
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
  const t = useText();
  const name = displayName(lead);
  return (
    <li className="hot-lead" data-user={lead.userId}>
      <span className={`rank tier-${tierSlug(lead.leadScore)}`}>{rank}</span>
      <span className="hot-who">
        <ViewLink className="name" title={name} to={{ ...view, lead: lead.userId }}>
          <bdi>{name}</bdi>
        </ViewLink>
        <span className="muted">
          {/* The title says it of those who are hot. */}
          {lead.leadScore !== 'HOT' && (
            <span role="img" aria-label={t.tier.names[lead.leadScore]} title={t.tier.names[lead.leadScore]}>
              {tierIcon(lead.leadScore)}{' '}
            </span>
          )}
          {t.lead.activity(lead.totalEvents, lead.activeDays)}
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
