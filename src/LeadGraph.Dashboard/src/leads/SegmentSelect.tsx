import { SegmentNamesDocument } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { useText } from '../text/language';
import { goTo } from '../view/useView';
import { firstPage, type View } from '../view/view';

const noVariables = {};

/** Shows only the leads of a segment of the settings, where there are any. */
export function SegmentSelect({ view }: { view: View }) {
  const t = useText().leads;
  const { segment } = view;
  // Settings do not change while the service runs.
  const { data } = useData(SegmentNamesDocument, noVariables, true);
  const names = data?.segments.map(({ name }) => name) ?? [];
  // Names are not told apart by case; one that is not there stays to be seen, and to be left.
  const chosen = segment && (names.find((name) => name.toLowerCase() === segment.toLowerCase()) ?? segment);
  const options = chosen && !names.includes(chosen) ? [...names, chosen] : names;
  if (options.length === 0) {
    return null;
  }
  return (
    <label className="field">
      <span>{t.segment}</span>
      <select
        value={chosen ?? ''}
        onChange={(event) => {
          goTo({ ...view, segment: event.target.value || null, page: firstPage });
        }}
      >
        <option value="">{t.anySegment}</option>
        {options.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
