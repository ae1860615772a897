import { useMemo } from 'react';
import { CampaignOutcomeDocument, type CampaignOutcomeQuery } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { CardHead } from '../shell/CardHead';
import { Skeleton } from '../shell/Skeleton';
import { useText } from '../text/language';
import { Bars } from './Bars';
import { CampaignProblem } from './CampaignProblem';
import type { Campaign } from './CampaignPage';
import { findingsOf, isDecided } from './findings';
import { Progress } from './Progress';

type Outcome = NonNullable<CampaignOutcomeQuery['campaign']>;

/** What came of a campaign, or has so far: in words, and as bars. */
export function Outcome({ campaign }: { campaign: Campaign }) {
  const t = useText();
  const { campaignId, status } = campaign;
  const variables = useMemo(() => ({ campaign: campaignId }), [campaignId]);
  const shown = useData(CampaignOutcomeDocument, variables);
  const { data, failure, trying, retry } = shown;
  const outcome = data?.campaign;
  const isRunning = status === 'RUNNING';
  return (
    <section className="card campaign-outcome" aria-labelledby="outcome-title" aria-busy={!data && !failure}>
      <CardHead
        id="outcome-title"
        title={isRunning ? t.campaigns.soFar : t.campaigns.results}
        shown={outcome ? shown : { at: null, failure }}
      />
      {failure && (
        <CampaignProblem what={t.campaigns.outcomeFailed} failure={failure} retry={retry} trying={trying} />
      )}
      {isRunning && <Progress campaign={campaign} outcome={outcome ?? null} />}
      {outcome && (
        <>
          <Words outcome={outcome} />
          <Bars results={outcome.results} />
          <p className="muted campaign-note">{t.campaigns.bars}</p>
          <Moves outcome={outcome} />
          {campaign.holdoutMembers > 0 && (
            <p className="campaign-note">{t.campaigns.holdoutWhy(campaign.holdoutMembers, campaign.holdoutPercent)}</p>
          )}
        </>
      )}
      {!data && !failure && <Skeleton width="70%" />}
    </section>
  );
}

/** What the comparisons say, in sentences. */
function Words({ outcome }: { outcome: Outcome }) {
  const t = useText().campaigns;
  const isRunning = outcome.status === 'RUNNING';
  const { told, others, withNone } = findingsOf(outcome.comparisons);
  if (told.length + others === 0) {
    return <p className="muted">{t.oneMessage}</p>;
  }
  if (outcome.status === 'CLOSED' && !told.some(isDecided)) {
    return <p data-testid="findings">{t.closedEarly}</p>;
  }
  const isOpen = others > 0 || told.some((finding) => finding.undecided.length > 0);
  return (
    <>
      <ul className="campaign-words" data-testid="findings">
        {told.map((finding) => (
          <li key={`${finding.first}\n${finding.second ?? ''}`} className={isDecided(finding) ? 'decided' : undefined}>
            {t.finding(finding, isRunning)}
          </li>
        ))}
        {others > 0 && <li>{t.otherFindings({ isRest: told.length > 0, withNone }, isRunning)}</li>}
      </ul>
      {isOpen && <p className="muted campaign-note">{isRunning ? t.tooEarly : t.tooClose}</p>}
    </>
  );
}

/** How many members are in another tier than at the start. */
function Moves({ outcome }: { outcome: Outcome }) {
  const t = useText().campaigns;
  const all = outcome.results.filter((result) => result.leadScore === null);
  const sum = (of: 'rose' | 'fell' | 'members') => all.reduce((total, result) => total + result[of], 0);
  return <p className="campaign-note">{t.moved(sum('rose'), sum('fell'), sum('members'))}</p>;
}
