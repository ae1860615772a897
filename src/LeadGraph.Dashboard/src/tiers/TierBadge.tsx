import type { LeadScore } from '../graphql/generated';
import { useText } from '../text/language';
import { tierIcon, tierSlug } from './tier';

/** A tier's sign and name. */
export function TierBadge({ tier }: { tier: LeadScore }) {
  const t = useText();
  return (
    <span className={`badge tier-${tierSlug(tier)}`}>
      <span aria-hidden="true">{tierIcon(tier)}</span> {t.tier.names[tier]}
    </span>
  );
}
