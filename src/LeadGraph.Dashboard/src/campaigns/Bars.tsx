import { useText } from '../text/language';
import { TierBadge } from '../tiers/TierBadge';
import { tierSlug } from '../tiers/tier';
import { groupsOf, scaleOf, type Result } from './bars';

/** The share that did what it was to do, by tier and message, with its interval. */
export function Bars({ results }: { results: readonly Result[] }) {
  const t = useText();
  const scale = scaleOf(results);
  return (
    <div className="bars">
      {groupsOf(results).map(({ tier, results: ofTier }) => (
        <section key={tier} className={tier ? `bar-group tier-${tierSlug(tier)}` : 'bar-group'}>
          <h3>{tier ? <TierBadge tier={tier} /> : t.campaigns.everyTier}</h3>
          <ul>
            {ofTier.map((result) => (
              <Bar key={result.variant ?? '\n'} result={result} scale={scale} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Bar({ result, scale }: { result: Result; scale: number }) {
  const t = useText();
  const { format } = t;
  const { variant, members, converted, rate, interval, medianSeconds, rose, fell } = result;
  const at = (share: number) => `${Math.min(1, share / scale) * 100}%`;
  return (
    <li className={variant === null ? 'bar holdout' : 'bar'}>
      <span className="bar-name">{variant === null ? t.campaigns.holdout : <bdi>{variant}</bdi>}</span>
      <span className="bar-track" aria-hidden="true">
        {rate !== null && (
          <>
            <span className="bar-fill" style={{ width: at(rate) }} />
            <span
              className="bar-interval"
              style={{ left: at(interval.low), width: `calc(${at(interval.high)} - ${at(interval.low)})` }}
            />
          </>
        )}
      </span>
      <span className="bar-rate">
        <strong>{rate === null ? '–' : format.percent(rate)}</strong>{' '}
        <span className="muted">{t.campaigns.ofMembers(converted, members)}</span>
      </span>
      {rate !== null && (
        <span className="bar-more muted">
          {[
            t.campaigns.interval(format.percent(interval.low), format.percent(interval.high)),
            ...(medianSeconds === null ? [] : [t.campaigns.median(format.duration(medianSeconds))]),
            ...(rose > 0 ? [t.campaigns.rose(rose)] : []),
            ...(fell > 0 ? [t.campaigns.fell(fell)] : []),
          ].join(' · ')}
        </span>
      )}
    </li>
  );
}
