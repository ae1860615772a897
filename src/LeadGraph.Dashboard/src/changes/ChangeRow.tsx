import type { ChangesQuery } from '../graphql/generated';
import { Contact } from '../leads/Contact';
import { displayName } from '../leads/lead';
import { useText } from '../text/language';
import { Time } from '../text/Time';
import { TierBadge } from '../tiers/TierBadge';
import { tiers, tierSlug } from '../tiers/tier';
import type { View } from '../view/view';
import { ViewLink } from '../view/ViewLink';

type Change = NonNullable<NonNullable<ChangesQuery['leadScoreChanges']>['edges']>[number]['node'];

interface Properties {
  change: Change;
  view: View;
  /** Whether personal data is hidden from the key. */
  withheld: boolean;
  /** Whether it came since the reader's last visit. */
  isNew: boolean;
}

/** One change of tier: who, from where to where, why, and when. */
export function ChangeRow({ change, view, withheld, isNew }: Properties) {
  const t = useText();
  const { userId, userActivity, previous, current, removed, reason, changedAt } = change;
  // More events never lower a tier.
  const isLoss = reason === 'EVENTS' && previous !== null && tiers.indexOf(current) > tiers.indexOf(previous);
  const name = displayName({ ...userActivity, userId });
  return (
    <li className={`change tier-${tierSlug(current)}`} data-user={userId}>
      <span className="change-who">
        {isNew && <span className="change-new">{t.changes.isNew}</span>}
        <ViewLink className="name" title={name} to={{ ...view, lead: userId }}>
          <bdi>{name}</bdi>
        </ViewLink>
      </span>
      <span className="change-tiers">
        {previous && (
          <>
            <TierBadge tier={previous} />
            <span aria-hidden="true">→</span>
            <span className="visually-hidden"> {t.changes.to} </span>
          </>
        )}
        {removed ? <span className="badge">{t.changes.gone}</span> : <TierBadge tier={current} />}
      </span>
      <span className="change-why muted">
        {t.changes.reasons[isLoss ? 'LOST_EVENTS' : reason]} · <Time instant={changedAt} />
      </span>
      {userActivity && !removed && <Contact lead={userActivity} withheld={withheld} />}
    </li>
  );
}
