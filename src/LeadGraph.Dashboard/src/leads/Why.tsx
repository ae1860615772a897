import { count, number, spaced } from '../text/words';
import { tierName, tierSlug } from '../tiers/tier';
import type { LeadScore } from '../graphql/generated';
import { ShortTime } from '../text/Time';
import { dayName, missing, type Explanation } from './why';

interface Properties {
  tier: LeadScore;
  explanation: Explanation;
  /** When the tier falls if nothing more happens, and to which; null if it cannot fall. */
  falls: { at: string; to: LeadScore } | null;
  /** The days that the window is long. */
  windowDays: number;
  /** Whether event types have weights, so that points are not events. */
  hasPoints: boolean;
}

/** Why a lead stands in its tier: what each day and each type of events contributes, and what the next tier takes. */
export function Why({ tier, explanation, falls, windowDays, hasPoints }: Properties) {
  const next = missing(explanation, hasPoints);
  const most = Math.max(...explanation.days.map((day) => day.points), 1);
  return (
    <section className="why" aria-labelledby="why-title">
      <h3 id="why-title">Why {tierName(tier).toLowerCase()}</h3>
      {next && <p className="why-next">{next}</p>}
      {falls && (
        <p className="why-falls">
          {falls.to === 'COLD' ? 'Gets cold' : `Falls to ${tierSlug(falls.to)}`} on <ShortTime instant={falls.at} /> unless
          something happens
        </p>
      )}
      <ol className="why-days">
        {explanation.days.map((day) => (
          <li key={day.date}>
            <span className="muted">{dayName(day.date)}</span>
            <span className="why-track" aria-hidden="true">
              <span className="why-bar" style={{ width: `${(day.points / most) * 100}%` }} />
            </span>
            <span className="why-count">{count(day.points, hasPoints ? 'point' : 'event')}</span>
          </li>
        ))}
      </ol>
      {explanation.days.length > windowDays && (
        <p className="muted why-window">
          {count(windowDays, 'day')} back from now begin and end within a day, so they touch {windowDays + 1} days of the
          calendar.
        </p>
      )}
      {explanation.eventTypes.length > 0 && (
        <p className="why-types">
          {explanation.eventTypes.map((type) => (
            <span key={type.eventType} className="chip">
              {type.eventType === '' ? 'without a type' : spaced(type.eventType)}{' '}
              <span className="muted">{number(type.points)}</span>
            </span>
          ))}
        </p>
      )}
    </section>
  );
}
