import { dayHere } from '../text/dayBounds';
import { useText } from '../text/language';
import { useNow } from '../text/now';
import { goTo } from '../view/useView';
import { firstPage, type View } from '../view/view';

/** How many days changes are kept, unless the service is set otherwise. */
const keptDays = 30;

/** Shows the changes of one day alone, or of all days. */
export function DaySelect({ view }: { view: View }) {
  const t = useText();
  const now = useNow();
  const days = Array.from({ length: keptDays + 1 }, (_, ago) => dayHere(now, ago));
  // An address may ask for any day.
  const shown = view.day === null || days.includes(view.day) ? days : [...days, view.day];
  return (
    <label className="field">
      <span>{t.changes.day}</span>
      <select
        value={view.day ?? ''}
        onChange={(event) => {
          goTo({ ...view, day: event.target.value || null, page: firstPage });
        }}
      >
        <option value="">{t.changes.allDays}</option>
        {shown.map((day, ago) => (
          <option key={day} value={day}>
            {ago === 0 ? t.changes.today : ago === 1 ? t.changes.yesterday : t.format.day(day)}
          </option>
        ))}
      </select>
    </label>
  );
}
