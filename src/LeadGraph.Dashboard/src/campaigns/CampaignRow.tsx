import { useEffect, useMemo } from 'react';
import { CampaignConversionsDocument, type CampaignsQuery } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { Skeleton } from '../shell/Skeleton';
import { useText } from '../text/language';
import { Time } from '../text/Time';
import { TierBadge } from '../tiers/TierBadge';
import { defaultView } from '../view/view';
import { ViewLink } from '../view/ViewLink';
import { StatusBadge } from './StatusBadge';

type Campaign = NonNullable<NonNullable<CampaignsQuery['campaigns']>['nodes']>[number];

interface Properties {
  campaign: Campaign;
  /** Where on its page it stands, from 0. */
  place: number;
  /** Whether it is its turn to have read what came of it. */
  mayRead: boolean;
  /** Told when that has been read, or could not be. */
  onRead: (place: number) => void;
}

/** One campaign in the list of all. */
export function CampaignRow({ campaign, place, mayRead, onRead }: Properties) {
  const t = useText();
  const { campaignId, name, status, createdAt, leadScores, members } = campaign;
  return (
    <tr data-campaign={campaignId}>
      <th scope="row">
        <ViewLink className="name" to={{ ...defaultView, show: 'campaigns', campaign: campaignId }}>
          <bdi>{name}</bdi>
        </ViewLink>
        <span className="campaign-tiers">
          {leadScores.map((tier) => (
            <TierBadge key={tier} tier={tier} />
          ))}
        </span>
      </th>
      <td className="campaign-state">
        <StatusBadge status={status} />
      </td>
      <td className="campaign-made muted">
        <Time instant={createdAt} />
      </td>
      <td className="campaign-members numeric">
        {t.format.number(members)}
      </td>
      <td className="campaign-converted numeric">
        {mayRead ? (
          <Conversions campaign={campaign} place={place} onRead={onRead} />
        ) : (
          <Skeleton width="3rem" />
        )}
      </td>
    </tr>
  );
}

/** How many of those who got a message did what they were to do. */
function Conversions({ campaign, place, onRead }: Omit<Properties, 'mayRead'>) {
  const t = useText();
  const variables = useMemo(() => ({ campaign: campaign.campaignId }), [campaign.campaignId]);
  const { data, failure } = useData(CampaignConversionsDocument, variables, campaign.status !== 'RUNNING');
  const isRead = data !== undefined || failure !== null;
  useEffect(() => {
    if (isRead) {
      onRead(place);
    }
  }, [isRead, place, onRead]);
  if (!isRead) {
    return (
      <span aria-busy="true">
        <Skeleton width="3rem" />
      </span>
    );
  }
  const written = campaign.members - campaign.holdoutMembers;
  const converted = data?.campaign?.results
    .filter((result) => result.leadScore === null && result.variant !== null)
    .reduce((sum, result) => sum + result.converted, 0);
  return converted === undefined ? (
    <span className="muted">{t.campaigns.unknown}</span>
  ) : (
    <>
      <span className="campaign-narrow muted">{t.campaigns.converted} </span>
      <strong>{t.format.percent(written === 0 ? 0 : converted / written)}</strong>{' '}
      <span className="muted">{t.campaigns.ofMembers(converted, written)}</span>
    </>
  );
}
