import type { LeadQuery } from '../graphql/generated';
import { useText } from '../text/language';
import { tierSlug } from '../tiers/tier';
import { runsOf } from './runs';

type Days = NonNullable<LeadQuery['userActivityById']>['dailyScores'];

/** The tier of a lead day by day, higher where it was hotter. */
export function TierStrip({ days }: { days: Days }) {
  const t = useText();
  const runs = runsOf(days);
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) {
    return null;
  }
  return (
    <figure className="tier-strip">
      <figcaption>{t.why.byTier(days.length)}</figcaption>
      <div className="tier-strip-days" aria-hidden="true">
        {days.map((day) => (
          <span
            key={day.date}
            className={`tier-${tierSlug(day.leadScore)}`}
            title={`${t.format.day(day.date)}: ${t.tier.names[day.leadScore]}`}
          />
        ))}
      </div>
      <p className="tier-strip-ends muted" aria-hidden="true">
        <span>{t.format.shortDay(first.date)}</span>
        <span>{t.format.shortDay(last.date)}</span>
      </p>
      <ol className="visually-hidden">
        {runs.map((run) => (
          <li key={run.first}>
            {t.why.through(t.format.day(run.first), t.format.day(run.last))}: {t.tier.names[run.tier]}
          </li>
        ))}
      </ol>
    </figure>
  );
}
