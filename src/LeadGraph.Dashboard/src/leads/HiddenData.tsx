import { useText } from '../text/language';
import { useHidden } from './useHidden';

/** Says what is hidden from a key that has no right to personal data. */
export function HiddenData() {
  const t = useText().page;
  return useHidden() ? (
    <p className="hidden-data card" role="note">
      <strong>{t.hidden}</strong> {t.hiddenWhy(<code>personal</code>)}
    </p>
  ) : null;
}
