import { useText } from '../text/language';
import { parseTier, tierIcon, tiers, tierSlug } from '../tiers/tier';
import { goTo } from '../view/useView';
import { fallsWithin, firstPage, type FallsWithin, type View } from '../view/view';
import { columns } from './columns';

/** Shows one tier alone, or all. */
export function TierSelect({ view }: { view: View }) {
  const t = useText();
  return (
    <label className="field">
      <span>{t.leads.tier}</span>
      <select
        value={view.tier ? tierSlug(view.tier) : ''}
        onChange={(event) => {
          goTo({ ...view, tier: parseTier(event.target.value), page: firstPage });
        }}
      >
        <option value="">{t.leads.allTiers}</option>
        {tiers.map((tier) => (
          <option key={tier} value={tierSlug(tier)}>
            {tierIcon(tier)} {t.tier.names[tier]}
          </option>
        ))}
      </select>
    </label>
  );
}

const within = Object.keys(fallsWithin) as FallsWithin[];

/** Shows only the leads whose tier falls soon, if nothing more happens. */
export function FallsSelect({ view }: { view: View }) {
  const t = useText().leads;
  return (
    <label className="field">
      <span>{t.cools}</span>
      <select
        value={view.falls ?? ''}
        onChange={(event) => {
          const falls = within.find((name) => name === event.target.value);
          goTo({ ...view, falls: falls ?? null, page: firstPage });
        }}
      >
        <option value="">{t.anyTime}</option>
        {within.map((name) => (
          <option key={name} value={name}>
            {t.within[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Sorts by any column; in a narrow window not all of them have a head to click. */
export function SortSelect({ view }: { view: View }) {
  const t = useText().leads;
  const { field, direction } = view.sort;
  return (
    <div className="sort-select">
      <label className="field">
        <span>{t.sortBy}</span>
        <select
          value={field}
          onChange={(event) => {
            const column = columns.find((candidate) => candidate.field === event.target.value);
            if (column) {
              goTo({ ...view, sort: { field: column.field, direction: column.first }, page: firstPage });
            }
          }}
        >
          {columns.map((column) => (
            <option key={column.field} value={column.field}>
              {t.columns[column.field]}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        aria-label={direction === 'asc' ? t.sortDescending : t.sortAscending}
        onClick={() => {
          goTo({ ...view, sort: { field, direction: direction === 'asc' ? 'desc' : 'asc' }, page: firstPage });
        }}
      >
        {direction === 'asc' ? '↑' : '↓'}
      </button>
    </div>
  );
}
