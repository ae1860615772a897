import type { LeadScore } from '../graphql/generated';
import { TiersDocument } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { Problem } from '../shell/Problem';
import { Skeleton } from '../shell/Skeleton';
import { number, share } from '../text/words';
import { LazyTierChart } from './LazyTierChart';
import { ruleOf, windowOf } from './rules';
import { tierIcon, tierName, tiers, tierSlug } from './tier';
import './tiers.css';

const noVariables = {};

interface Properties {
  /** The tier that is shown alone, or null when all are. */
  selected: LeadScore | null;
  /** Shows one tier alone, or with null all of them. */
  onSelect: (tier: LeadScore | null) => void;
}

/** How many users are in each tier, by what rules, and a way to see one tier alone. */
export function Tiers({ selected, onSelect }: Properties) {
  const { data, failure, trying, retry } = useData(TiersDocument, noVariables);
  const users = new Map(data?.leadScoreSummary.map((row) => [row.leadScore, row.users]));
  const total = [...users.values()].reduce((sum, some) => sum + some, 0);
  const slices = tiers.map((tier) => ({ tier, users: users.get(tier) ?? 0 }));
  const toggle = (tier: LeadScore) => {
    onSelect(selected === tier ? null : tier);
  };

  return (
    <section className="card tiers" aria-labelledby="tiers-title">
      <h2 id="tiers-title">Tiers</h2>
      {failure && <Problem what="The tiers could not be counted." failure={failure} retry={retry} trying={trying} />}
      <div className="tier-overview">
        {/* The buttons below say and do all that the chart does, for those who do not see it. */}
        <div className="tier-chart" aria-hidden="true">
          {data && total > 0 && <LazyTierChart slices={slices} selected={selected} onSelect={toggle} />}
          <p className="tier-total">
            {data && (
              <>
                <strong>{number(total)}</strong>
                {total === 1 ? 'lead' : 'leads'}
              </>
            )}
          </p>
        </div>
        <ul className="tier-list">
          {slices.map((slice) => (
            <li key={slice.tier}>
              <button
                type="button"
                className={`tier-button tier-${tierSlug(slice.tier)}`}
                aria-pressed={selected === slice.tier}
                title={selected === slice.tier ? 'Show all tiers' : `Show ${tierSlug(slice.tier)} leads only`}
                onClick={() => {
                  toggle(slice.tier);
                }}
              >
                <span className="tier-name">
                  <span aria-hidden="true">{tierIcon(slice.tier)}</span> {tierName(slice.tier)}
                </span>
                <span className="tier-users">
                  {data ? (
                    <>
                      <strong>{number(slice.users)}</strong>
                      <span className="visually-hidden"> {slice.users === 1 ? 'lead' : 'leads'}, </span>
                      <span className="tier-share">{share(slice.users, total)}</span>
                    </>
                  ) : (
                    <Skeleton width="4rem" />
                  )}
                </span>
                <span className="tier-rule">
                  {data ? ruleOf(slice.tier, data.scoringRules) : <Skeleton width="12rem" />}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
      <p className="tier-window muted">{data ? windowOf(data.scoringRules) : <Skeleton width="20rem" />}</p>
    </section>
  );
}
