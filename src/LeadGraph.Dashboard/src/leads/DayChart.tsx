import { useNow } from '../text/now';
import { useText } from '../text/language';
import { dateIn, knownTimeZone } from '../text/zones';
import { tierSlug } from '../tiers/tier';
import { columnsOf, type DayColumn } from './days';
import { linesOf, thresholdOf, type GoalProperties } from './why';

/**
 * The points of each day on top of those of the days before, so that they can be held against the thresholds, which are
 * of all days together.
 */
export function DayChart({ lead: { explanation, points }, rules, goal, unit }: GoalProperties) {
  const t = useText();
  const zone = knownTimeZone(rules.timeZone);
  const today = dateIn(useNow(), zone);
  const columns = columnsOf(explanation.days, dateIn(explanation.windowStart, zone), today);
  // Above the highest there is room for its number.
  const top = Math.max(points, thresholdOf(rules, goal).points) * 1.15;
  const part = (of: number) => `${(of / top) * 100}%`;
  const nameOf = ({ first, last }: DayColumn) =>
    first === last ? t.format.day(first) : t.why.through(t.format.day(first), t.format.day(last));
  const tell = (column: DayColumn) =>
    t.why.day(nameOf(column), column.points, column.before + column.points, unit);
  // There is room for about eight numbers below.
  const each = Math.ceil(columns.length / 8);
  return (
    <figure className="day-chart">
      <figcaption>{t.why.byDay(unit)}</figcaption>
      <div className="day-plot" aria-hidden="true">
        {linesOf(rules, goal, top).map((line) => (
          <span key={line.tier} className={`day-line tier-${tierSlug(line.tier)}`} style={{ bottom: part(line.points) }}>
            <span>{t.why.threshold(line.tier, line.points)}</span>
          </span>
        ))}
        {columns.map((column) => (
          <span key={column.first} className="day-column" title={tell(column)}>
            <span className="day-before" style={{ height: part(column.before) }} />
            <span className="day-points" style={{ height: part(column.points), bottom: part(column.before) }}>
              {column.points > 0 && columns.length <= 12 && <span>+{column.points}</span>}
            </span>
          </span>
        ))}
      </div>
      <div className="day-names" aria-hidden="true">
        {columns.map((column, index) => (
          <span key={column.first} className={column.points > 0 ? 'active' : undefined}>
            {index % each === 0 && t.format.dayNumber(column.first)}
          </span>
        ))}
      </div>
      <ol className="visually-hidden">
        {columns
          .filter((column) => column.points > 0)
          .map((column) => (
            <li key={column.first}>{tell(column)}</li>
          ))}
      </ol>
    </figure>
  );
}
