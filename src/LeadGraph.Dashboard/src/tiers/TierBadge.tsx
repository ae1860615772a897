import type { LeadScore } from '../graphql/generated';
import { tierIcon, tierName, tierSlug } from './tier';

/** A tier's sign and name. */
export function TierBadge({ tier }: { tier: LeadScore }) {
  return (
    <span className={`badge tier-${tierSlug(tier)}`}>
      <span aria-hidden="true">{tierIcon(tier)}</span> {tierName(tier)}
    </span>
  );
}
