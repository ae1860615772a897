import { parseTier, tierIcon, tierName, tiers, tierSlug } from '../tiers/tier';
import { goTo } from '../view/useView';
import { firstPage, type FallsWithin, type View } from '../view/view';
import { columns } from './columns';

/** Shows one tier alone, or all. */
export function TierSelect({ view }: { view: View }) {
  return (
    <label className="field">
      <span>Tier</span>
      <select
        value={view.tier ? tierSlug(view.tier) : ''}
        onChange={(event) => {
          goTo({ ...view, tier: parseTier(event.target.value), page: firstPage });
        }}
      >
        <option value="">All tiers</option>
        {tiers.map((tier) => (
          <option key={tier} value={tierSlug(tier)}>
            {tierIcon(tier)} {tierName(tier)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What each time within which tiers fall is called. */
export const fallsNames: Record<FallsWithin, string> = { '24h': 'Within 24 hours', '3d': 'Within 3 days' };

/** Shows only the leads whose tier falls soon, if nothing more happens. */
export function FallsSelect({ view }: { view: View }) {
  return (
    <label className="field">
      <span>Cools</span>
      <select
        value={view.falls ?? ''}
        onChange={(event) => {
          const falls = (Object.keys(fallsNames) as FallsWithin[]).find((name) => name === event.target.value);
          goTo({ ...view, falls: falls ?? null, page: firstPage });
        }}
      >
        <option value="">Any time</option>
        {Object.entries(fallsNames).map(([within, name]) => (
          <option key={within} value={within}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Sorts by any column; in a narrow window not all of them have a head to click. */
export function SortSelect({ view }: { view: View }) {
  const { field, direction } = view.sort;
  return (
    <div className="sort-select">
      <label className="field">
        <span>Sort by</span>
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
              {column.title}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        aria-label={direction === 'asc' ? 'Sort the other way: descending' : 'Sort the other way: ascending'}
        onClick={() => {
          goTo({ ...view, sort: { field, direction: direction === 'asc' ? 'desc' : 'asc' }, page: firstPage });
        }}
      >
        {direction === 'asc' ? '↑' : '↓'}
      </button>
    </div>
  );
}
