import { useText } from '../text/language';
import { zoneHere } from '../text/zones';
import { tierIcon } from '../tiers/tier';
import { useScoringZone } from '../tiers/useScoringZone';
import { goTo } from '../view/useView';
import { firstPage, type View } from '../view/view';
import type { BecameHot } from './useBecameHot';

/** Shows only the leads that became hot today, on the day of the scoring time zone; of that there must be a record. */
export function BecameHotFilter({ view, hot }: { view: View; hot: BecameHot | null }) {
  const t = useText().leads;
  const { timeZone } = useScoringZone();
  return (
    <>
      <button
        type="button"
        className={hot || view.becameHot ? 'became-hot' : 'became-hot awaited'}
        aria-pressed={view.becameHot}
        title={timeZone === null || timeZone === zoneHere() ? undefined : t.becameHotSince(timeZone)}
        onClick={() => {
          goTo({ ...view, becameHot: !view.becameHot, page: firstPage });
        }}
      >
        <span aria-hidden="true">{tierIcon('HOT')}</span> {t.becameHot(hot?.total ?? 0)}
      </button>
      {view.becameHot && hot && hot.total > hot.users.length && <p className="muted">{t.becameHotMore(hot.users.length)}</p>}
    </>
  );
}
