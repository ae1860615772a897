import type { LeadScore } from '../graphql/generated';
import { CardHead } from '../shell/CardHead';
import { Problem } from '../shell/Problem';
import { Skeleton } from '../shell/Skeleton';
import { useText } from '../text/language';
import { tierSlug } from './tier';
import { lastWeekOf, trendDays, trendOf, type TrendDay } from './trend';
import { useHistory } from './useHistory';
import './trend.css';

/** How many users were in a tier at the end of each day, and how many more or fewer that was than on the day before. */
export function TierTrend({ tier }: { tier: LeadScore }) {
  const t = useText();
  const { data, failure, trying, retry } = useHistory();
  const all = data && trendOf(data.leadScoreHistory, tier);
  const week = all && lastWeekOf(all);
  return (
    <section className={`card trend tier-${tierSlug(tier)}`} aria-labelledby="trend-title" aria-busy={!data && !failure}>
      <CardHead id="trend-title" title={t.trend.title(tier, trendDays)} shown={{ at: null, failure: null }}>
        <p className="trend-week">
          {week ? t.trend.week(t.format.day(week.day.date), week.day.users, week.more) : !failure && <Skeleton width="16rem" />}
        </p>
      </CardHead>
      {failure && !data && <Problem what={t.trend.failed} failure={failure} retry={retry} trying={trying} />}
      {!(failure && !data) && <Plot days={all?.slice(-trendDays) ?? []} />}
    </section>
  );
}

function Plot({ days }: { days: readonly TrendDay[] }) {
  const t = useText();
  const most = Math.max(...days.map((day) => day.users), 1);
  const change = ({ entered, left }: TrendDay) => entered - left;
  const largest = Math.max(...days.map((day) => Math.abs(change(day))), 1);
  const tell = (day: TrendDay) => t.trend.day(t.format.day(day.date), day.users, day.entered, day.left);
  return (
    <>
      <div className="trend-plot" aria-hidden="true">
        {days.map((day, index) => (
          <span key={day.date} className="trend-day" title={tell(day)}>
            <span className="trend-users">
              <span style={{ height: `${(day.users / most) * 100}%` }} />
            </span>
            <span className="trend-change">
              <span
                className={change(day) < 0 ? 'fewer' : 'more'}
                style={{ height: `${(Math.abs(change(day)) / largest) * 50}%` }}
              />
            </span>
            <span className="trend-date">{index > 2 && (days.length - 1 - index) % 7 === 0 && t.format.shortDay(day.date)}</span>
          </span>
        ))}
      </div>
      <p className="trend-legend muted">{t.trend.legend}</p>
      <ol className="visually-hidden">
        {days.map((day) => (
          <li key={day.date}>{tell(day)}</li>
        ))}
      </ol>
    </>
  );
}
