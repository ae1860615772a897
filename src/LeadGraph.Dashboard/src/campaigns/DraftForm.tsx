import type { KnownCampaignsQuery, PreviewCampaignQuery } from '../graphql/generated';
import { useText } from '../text/language';
import { TierBadge } from '../tiers/TierBadge';
import { parseTier, tiers } from '../tiers/tier';
import { Choice } from './Choice';
import type { Draft } from './draft';
import { EventTypeChoice } from './EventTypeChoice';
import { Field, NumberField } from './Field';
import type { Problems } from './problems';
import { SegmentField } from './SegmentField';
import { Variants } from './Variants';

interface Properties {
  draft: Draft;
  onChange: (draft: Draft) => void;
  problems: Problems;
  /** How many members there would be; null while that is not known. */
  preview: PreviewCampaignQuery['previewCampaign'] | null;
  eventTypes: readonly string[];
  campaigns: readonly NonNullable<NonNullable<KnownCampaignsQuery['campaigns']>['nodes']>[number][];
  /** How many campaigns there are, those included that are too old to be chosen. */
  allCampaigns: number;
  /** The filters of the list beside those by tier and text, in words. */
  filters: readonly string[];
}

/** All that there is to say of a campaign before it is created. */
export function DraftForm({ draft, onChange, problems, preview, eventTypes, ...known }: Properties) {
  const texts = useText();
  const t = texts.newCampaign;
  const set = <K extends keyof Draft>(field: K) => (value: Draft[K]) => {
    onChange({ ...draft, [field]: value });
  };
  const { campaigns, allCampaigns, filters } = known;
  const leavesOut = (leads: number | undefined) => (leads === undefined ? '' : t.leavesOut(leads));
  return (
    <div className="new-campaign-form">
      <Field
        label={t.name}
        value={draft.name}
        maxLength={200}
        autoComplete="off"
        problem={problems.get('name')}
        onChange={set('name')}
      />
      <fieldset className="form-part">
        <legend>{t.who}</legend>
        <Choice
          legend={t.tiers}
          options={tiers.map((tier) => ({ value: tier, shown: <TierBadge tier={tier} /> }))}
          chosen={draft.leadScores}
          hint={t.tiersWhy}
          onChange={(chosen) => {
            set('leadScores')(chosen.flatMap((name) => parseTier(name) ?? []));
          }}
        />
        <Field
          label={t.search}
          value={draft.search}
          maxLength={1000}
          autoComplete="off"
          problem={problems.get('search')}
          onChange={set('search')}
        />
        <SegmentField segment={draft.segment} onChange={set('segment')} problems={problems} />
        {filters.length > 0 && (
          <Choice
            legend={t.filters}
            options={[{ value: 'list', shown: texts.format.list(filters) }]}
            chosen={draft.isOfList ? ['list'] : []}
            onChange={(chosen) => {
              set('isOfList')(chosen.length > 0);
            }}
          />
        )}
      </fieldset>
      <fieldset className="form-part">
        <legend>{t.leaveOut}</legend>
        <NumberField
          label={t.notContactedDays}
          value={draft.notContactedDays}
          hint={
            <>
              <strong data-testid="contacted">{draft.notContactedDays.trim() && leavesOut(preview?.contacted)}</strong>{' '}
              {t.notContactedWhy}
            </>
          }
          problem={problems.get('notContactedDays')}
          onChange={set('notContactedDays')}
        />
        <EventTypeChoice
          legend={t.optOut}
          known={eventTypes}
          chosen={draft.optOutEventTypes}
          hint={
            <>
              <strong data-testid="opted-out">{leavesOut(preview?.optedOut)}</strong> {t.optOutWhy}
            </>
          }
          problem={problems.get('optOutEventTypes')}
          onChange={set('optOutEventTypes')}
        />
        {campaigns.length > 0 && (
          <Choice
            legend={t.exclude}
            options={campaigns.map(({ campaignId, name }) => ({ value: campaignId, shown: <bdi>{name}</bdi> }))}
            chosen={draft.exclude}
            hint={
              <>
                <strong data-testid="excluded">{draft.exclude.length > 0 && leavesOut(preview?.excluded)}</strong>{' '}
                {allCampaigns > campaigns.length && t.newestOf(campaigns.length, allCampaigns)}
              </>
            }
            problem={problems.get('exclude')}
            onChange={set('exclude')}
          />
        )}
      </fieldset>
      <Variants variants={draft.variants} onChange={set('variants')} problems={problems}>
        <NumberField
          label={t.holdout}
          value={draft.holdoutPercent}
          hint={t.holdoutWhy}
          problem={problems.get('holdoutPercent')}
          onChange={set('holdoutPercent')}
        />
      </Variants>
      <fieldset className="form-part">
        <legend>{t.goal}</legend>
        <EventTypeChoice
          legend={t.goalWhy}
          known={eventTypes}
          chosen={draft.goalEventTypes}
          problem={problems.get('goal.eventTypes')}
          onChange={set('goalEventTypes')}
        />
        <NumberField
          label={t.withinDays}
          value={draft.withinDays}
          problem={problems.get('goal.withinDays')}
          onChange={set('withinDays')}
        />
      </fieldset>
    </div>
  );
}
