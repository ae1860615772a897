import type { ReactNode } from 'react';
import { useText } from '../text/language';
import { Time } from '../text/Time';
import { TierBadge } from '../tiers/TierBadge';
import type { Campaign } from './CampaignPage';

/** How a campaign was made: of whom, without whom, and to what end. */
export function Facts({ campaign, withheld }: { campaign: Campaign; withheld: boolean }) {
  const t = useText();
  const { leadScores, segment, goal, createdAt, createdBy, members } = campaign;
  const leftOut = leftOutOf(campaign, t);
  return (
    <dl className="campaign-facts">
      <Fact name={t.campaigns.members}>{t.format.number(members)}</Fact>
      <Fact name={t.campaigns.who}>
        {leadScores.length === 0 && segment === null && t.campaigns.everyTier}
        <Chosen leads={campaign} />
        {segment && (
          <>
            <span>
              {t.campaigns.ofSegment(
                <strong>
                  <bdi>{segment.name}</bdi>
                </strong>,
              )}
            </span>
            <Chosen leads={segment} />
          </>
        )}
        {withheld && <span>{t.campaigns.withText(<span className="muted">{t.lead.hidden}</span>)}</span>}
      </Fact>
      <Fact name={t.campaigns.leftOut}>{leftOut.length === 0 ? t.campaigns.nobody : leftOut.join('; ')}</Fact>
      <Fact name={t.campaigns.goal}>{t.campaigns.goalWithin(t.format.either(goal.eventTypes), goal.withinDays)}</Fact>
      <Fact name={t.campaigns.made}>
        <span>{t.campaigns.madeBy(<Time instant={createdAt} />, createdBy)}</span>
      </Fact>
    </dl>
  );
}

/** Which leads are chosen, where not all of them are. */
function Chosen({ leads: { leadScores, search, where } }: { leads: Pick<Campaign, 'leadScores' | 'search' | 'where'> }) {
  const t = useText().campaigns;
  return (
    <>
      {leadScores.map((tier) => (
        <TierBadge key={tier} tier={tier} />
      ))}
      {search !== null && (
        <span>
          {t.withText(
            <q>
              <bdi>{search}</bdi>
            </q>,
          )}
        </span>
      )}
      {where !== null && <code>{where}</code>}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function leftOutOf({ notContactedDays, optOutEventTypes, exclude }: Campaign, t: ReturnType<typeof useText>): string[] {
  return [
    ...(notContactedDays === null ? [] : [t.campaigns.notContacted(notContactedDays)]),
    ...(optOutEventTypes.length === 0 ? [] : [t.campaigns.optedOut(t.format.either(optOutEventTypes))]),
    ...(exclude.length === 0 ? [] : [t.campaigns.ofCampaigns(exclude)]),
  ];
}
