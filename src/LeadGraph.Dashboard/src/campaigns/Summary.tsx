import type { PreviewCampaignQuery } from '../graphql/generated';
import { Skeleton } from '../shell/Skeleton';
import { useText } from '../text/language';
import { TierBadge } from '../tiers/TierBadge';
import { inputOf, type Draft } from './draft';

type Preview = PreviewCampaignQuery['previewCampaign'];

const removing = ['optedOut', 'contacted', 'excluded'] as const;

interface Properties {
  draft: Draft;
  preview: Preview | null;
  counting: boolean;
}

/** How many members a campaign would have, step by step, and how many of them would get which message. */
export function Summary({ draft, preview, counting }: Properties) {
  const t = useText();
  const { steps } = t.newCampaign;
  const number = (value: number | undefined, sign = '') =>
    value === undefined ? <Skeleton width="2.5rem" /> : `${value > 0 ? sign : ''}${t.format.number(value)}`;
  return (
    <div className={counting ? 'summary outdated' : 'summary'} aria-busy={counting}>
      <ul className="summary-steps">
        <li>
          <span>{steps.matched}</span> <span>{number(preview?.matched)}</span>
        </li>
        {removing.map((step) => (
          <li key={step} className="muted">
            <span>{steps[step]}</span> <span>{number(preview?.[step], '−')}</span>
          </li>
        ))}
      </ul>
      <p className="summary-members" role="status">
        <span>{steps.members}</span> <span data-testid="members">{number(preview?.members)}</span>
      </p>
      {preview && preview.members > 0 && (
        <>
          <p className="summary-tiers">
            {preview.leadScores.map(({ leadScore, users }) =>
              users > 0 ? (
                <span key={leadScore}>
                  <TierBadge tier={leadScore} /> {t.format.number(users)}
                </span>
              ) : null,
            )}
          </p>
          <Parts draft={draft} members={preview.members} />
        </>
      )}
      {preview?.members === 0 && !counting && <p className="problem">{t.newCampaign.nobodyLeft}</p>}
    </div>
  );
}

/** About how many members get which message: who does is drawn when the campaign is created. */
function Parts({ draft, members }: { draft: Draft; members: number }) {
  const t = useText().newCampaign;
  const { variants, holdoutPercent } = inputOf(draft, null);
  const held = Math.min(100, Math.max(0, holdoutPercent ?? 0));
  const about = (percent: number) => t.about(Math.round((members * Math.max(0, percent)) / 100));
  return (
    <ul className="summary-parts muted">
      {variants?.map(({ name, share }, place) => (
        <li key={place}>
          {about(((100 - held) * share) / 100)} {t.get(name)}
        </li>
      ))}
      {held > 0 && (
        <li>
          {about(held)} {t.getNone}
        </li>
      )}
    </ul>
  );
}
