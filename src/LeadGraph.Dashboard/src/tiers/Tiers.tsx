import type { ReactNode } from 'react';
import type { LeadScore } from '../graphql/generated';
import { TiersDocument } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { CardHead } from '../shell/CardHead';
import { Problem } from '../shell/Problem';
import { Skeleton } from '../shell/Skeleton';
import { useText } from '../text/language';
import { useNow } from '../text/now';
import { LazyTierChart } from './LazyTierChart';
import { ruleOf, windowOf } from './rules';
import { tierIcon, tiers, tierSlug } from './tier';
import { lastWeek, nameOf } from './trend';
import { useHistory } from './useHistory';
import './tiers.css';

const noVariables = {};

interface Properties {
  /** The tier that is shown alone, or null when all are. */
  selected: LeadScore | null;
  /** Shows one tier alone, or with null all of them. */
  onSelect: (tier: LeadScore | null) => void;
  /** What stands beside the title. */
  children?: ReactNode;
}

/** How many users are in each tier, by what rules, and a way to see one tier alone. */
export function Tiers({ selected, onSelect, children }: Properties) {
  const t = useText();
  const shown = useData(TiersDocument, noVariables);
  const { data, failure, trying, retry } = shown;
  const users = new Map(data?.leadScoreSummary.map((row) => [row.leadScore, row.users]));
  const total = [...users.values()].reduce((sum, some) => sum + some, 0);
  const now = useNow();
  const history = useHistory();
  const day = data && lastWeek(now, data.scoringRules.timeZone);
  const before = history.data?.leadScoreHistory.find(({ date }) => date === day);
  const slices = tiers.map((tier) => ({ tier, users: users.get(tier) ?? 0 }));
  const toggle = (tier: LeadScore) => {
    onSelect(selected === tier ? null : tier);
  };

  return (
    <section className="card tiers" aria-labelledby="tiers-title">
      <CardHead id="tiers-title" title={t.tier.title} shown={shown}>
        {children}
      </CardHead>
      {failure && <Problem what={t.tier.failed} failure={failure} retry={retry} trying={trying} />}
      <div className="tier-overview">
        {/* The buttons below say and do all that the chart does, for those who do not see it. */}
        <div className="tier-chart" aria-hidden="true">
          {data && total > 0 && <LazyTierChart slices={slices} selected={selected} onSelect={toggle} />}
          <p className="tier-total">
            {data && (
              <>
                <strong>{t.format.number(total)}</strong>
                {t.tier.leads(total)}
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
                title={selected === slice.tier ? t.tier.showAll : t.tier.showOnly(slice.tier)}
                onClick={() => {
                  toggle(slice.tier);
                }}
              >
                <span className="tier-name">
                  <span aria-hidden="true">{tierIcon(slice.tier)}</span> {t.tier.names[slice.tier]}
                </span>
                <span className="tier-users">
                  {data ? (
                    <>
                      <strong>{t.format.number(slice.users)}</strong>
                      <span className="visually-hidden"> {t.tier.leads(slice.users)}, </span>
                      <span className="tier-share">{t.format.share(slice.users, total)}</span>
                    </>
                  ) : (
                    <Skeleton width="4rem" />
                  )}
                </span>
                <span className="tier-rule">
                  {data ? ruleOf(t, slice.tier, data.scoringRules) : <Skeleton width="12rem" />}
                </span>
                {before && <Change users={slice.users - before[nameOf(slice.tier)]} day={before.date} />}
              </button>
            </li>
          ))}
        </ul>
      </div>
      <p className="tier-legend muted">
        {before ? <>▲ ▼ {t.tier.sinceLastWeek(t.format.day(before.date))}</> : !history.failure && <Skeleton width="14rem" />}
      </p>
      <p className="tier-window muted">{data ? windowOf(t, data.scoringRules, now) : <Skeleton width="20rem" />}</p>
    </section>
  );
}

/** How many more users are in a tier than at the end of a day. */
function Change({ users, day }: { users: number; day: string }) {
  const t = useText();
  return (
    <span className="tier-change">
      <span aria-hidden="true">
        {users === 0 ? '±' : users > 0 ? '▲' : '▼'} {t.format.number(Math.abs(users))}
      </span>
      <span className="visually-hidden">, {t.tier.thanOn(users, t.format.day(day))}</span>
    </span>
  );
}
