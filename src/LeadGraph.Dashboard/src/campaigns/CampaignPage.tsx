import { useMemo } from 'react';
import { OneCampaignDocument, type OneCampaignQuery } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { Skeleton } from '../shell/Skeleton';
import { useText } from '../text/language';
import { defaultView } from '../view/view';
import { ViewLink } from '../view/ViewLink';
import { Actions } from './Actions';
import { CampaignProblem } from './CampaignProblem';
import { Facts } from './Facts';
import { Lists } from './Lists';
import { Outcome } from './Outcome';
import { StatusBadge } from './StatusBadge';

export type Campaign = NonNullable<OneCampaignQuery['campaign']>;

/** One campaign: who is in it, its lists, and what came of it. */
export function CampaignPage({ id }: { id: string }) {
  const t = useText();
  const variables = useMemo(() => ({ campaign: id }), [id]);
  const { data, failure, withheld, trying, retry } = useData(OneCampaignDocument, variables);
  const campaign = data?.campaign;
  const isRunning = campaign?.status === 'RUNNING';
  const isBusy = !data && !failure;
  return (
    <>
      <section className="card campaign-head" aria-labelledby="campaign-title" aria-busy={isBusy}>
        <p className="campaign-back">
          <ViewLink to={{ ...defaultView, show: 'campaigns' }}>{t.campaigns.all}</ViewLink>
        </p>
        <div className="campaign-title">
          <h2 id="campaign-title">{campaign ? <bdi>{campaign.name}</bdi> : `${t.campaigns.name} ${id}`}</h2>
          {campaign && (
            <>
              <StatusBadge status={campaign.status} />
              <Actions id={id} isRunning={isRunning} onClosed={retry} />
            </>
          )}
        </div>
        {failure && (
          <CampaignProblem what={t.campaigns.oneFailed} failure={failure} retry={retry} trying={trying} />
        )}
        {data && !campaign && <p className="empty">{t.campaigns.gone(id)}</p>}
        {campaign && <Facts campaign={campaign} withheld={withheld} />}
        {isBusy && <Skeleton width="60%" />}
      </section>
      {campaign && (
        <>
          {/* Who has just made one wants its lists; later one wants to know what came of it. */}
          {isRunning && <Lists campaign={campaign} />}
          <Outcome campaign={campaign} />
          {!isRunning && <Lists campaign={campaign} />}
        </>
      )}
    </>
  );
}
