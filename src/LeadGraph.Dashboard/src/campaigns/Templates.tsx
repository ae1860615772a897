import { useText } from '../text/language';
import { tierIcon, tierSlug } from '../tiers/tier';
import { templateTiers, type TemplateTier } from './draft';

/** What campaigns are usually like, to begin with. */
export function Templates({ onChoose }: { onChoose: (tier: TemplateTier) => void }) {
  const t = useText().newCampaign;
  return (
    <div className="templates" role="group" aria-label={t.templates}>
      <p aria-hidden="true">{t.templates}</p>
      {templateTiers.map((tier) => (
        <button
          key={tier}
          type="button"
          className={`template tier-${tierSlug(tier)}`}
          onClick={() => {
            onChoose(tier);
          }}
        >
          <strong>
            <span aria-hidden="true">{tierIcon(tier)}</span> {t.template[tier].title}
          </strong>
          <span className="muted">{t.template[tier].why}</span>
        </button>
      ))}
    </div>
  );
}
