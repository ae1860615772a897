import type { LeadScore, TierChangesSubscription } from '../graphql/generated';
import { displayName } from '../leads/lead';
import type { Message } from '../text/language';
import { tierIcon, tiers } from '../tiers/tier';

export type TierChange = TierChangesSubscription['onLeadScoreChanged'];

/** A change as it is told on the page. */
export interface Notice {
  id: number;
  userId: string;
  name: string;
  text: Message;
}

/** The most notices that stand on the page at once. */
const most = 3;

/** The notices after a change: the newest first, one for each lead. */
export function withChange(notices: readonly Notice[], change: TierChange, id: number): Notice[] {
  const notice = {
    id,
    userId: change.userId,
    name: displayName({ ...change.userActivity, userId: change.userId }),
    text: describe(change),
  };
  return [notice, ...notices.filter((other) => other.userId !== change.userId)].slice(0, most);
}

/** Where the lead went: "moved up from 🟡 Warm to 🔥 Hot". */
function describe({ previous, current, removed }: TierChange): Message {
  return (t) => {
    const named = (tier: LeadScore) => `${tierIcon(tier)} ${t.tier.names[tier]}`;
    if (removed) {
      return t.live.removed;
    }
    return previous === null
      ? t.live.isNew(named(current))
      : t.live.moved(tiers.indexOf(current) < tiers.indexOf(previous), named(previous), named(current));
  };
}

/** How long to wait before the next attempt to connect, in milliseconds: longer each time, to 15 seconds. */
export function reconnectDelay(failures: number, random: number): number {
  const longest = Math.min(1_000 * 2 ** failures, 15_000);
  // Many pages that lost the same service shall not come back all at once.
  return longest / 2 + (longest / 2) * random;
}
