import { dayIn } from '../text/calendar';
import { useText } from '../text/language';
import { useNow } from '../text/now';
import { zoneHere } from '../text/zones';
import { goTo } from '../view/useView';
import { firstPage, type View } from '../view/view';

/** How many days changes are kept, unless the service is set otherwise. */
const keptDays = 30;

interface Properties {
  view: View;
  /** The scoring time zone; null while it is not known. */
  timeZone: string | null;
}

/** Shows the changes of one day alone, or of all days. Days are those of the scoring time zone. */
export function DaySelect({ view, timeZone }: Properties) {
  const t = useText();
  const now = useNow();
  const days =
    timeZone === null ? [] : Array.from({ length: keptDays + 1 }, (_, daysAgo) => dayIn(timeZone, now, daysAgo));
  // An address may ask for any day.
  const shown = view.day === null || days.includes(view.day) ? days : [...days, view.day];
  const nameOf = (day: string) =>
    day === days[0] ? t.changes.today : day === days[1] ? t.changes.yesterday : t.format.day(day);
  return (
    <label className="field">
      <span>{timeZone === null || timeZone === zoneHere() ? t.changes.day : t.changes.dayIn(timeZone)}</span>
      <select
        value={view.day ?? ''}
        onChange={(event) => {
          goTo({ ...view, day: event.target.value || null, page: firstPage });
        }}
      >
        <option value="">{t.changes.allDays}</option>
        {shown.map((day) => (
          <option key={day} value={day}>
            {nameOf(day)}
          </option>
        ))}
      </select>
    </label>
  );
}
