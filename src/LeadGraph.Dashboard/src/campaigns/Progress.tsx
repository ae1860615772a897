import type { CampaignOutcomeQuery } from '../graphql/generated';
import { useText } from '../text/language';
import { useNow } from '../text/now';
import { ShortTime } from '../text/Time';
import type { Campaign } from './CampaignPage';

const dayMilliseconds = 86_400_000;

interface Properties {
  campaign: Campaign;
  outcome: CampaignOutcomeQuery['campaign'];
}

/** How many of a campaign's days are over, and how many members still have time. */
export function Progress({ campaign, outcome }: Properties) {
  const t = useText().campaigns;
  const now = useNow();
  const days = campaign.goal.withinDays;
  const over = Math.min(days, Math.max(0, (now - Date.parse(campaign.createdAt)) / dayMilliseconds));
  const told = t.days(Math.floor(over), days);
  const all = outcome?.results.filter((result) => result.leadScore === null);
  return (
    <div className="campaign-progress">
      <p>
        <strong>{told}</strong> <span className="muted">{t.countsUntil(<ShortTime instant={campaign.endsAt} />)}</span>
      </p>
      <progress aria-label={told} max={days} value={over} />
      {all && (
        <p className="muted">
          {t.pending(
            all.reduce((sum, result) => sum + result.pending, 0),
            all.reduce((sum, result) => sum + result.members, 0),
          )}
        </p>
      )}
    </div>
  );
}
