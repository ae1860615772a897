import { useDemo } from '../graphql/demo';
import { useText } from '../text/language';

/** Says that the people on the page are invented. */
export function DemoBanner() {
  const t = useText().page;
  return useDemo() ? (
    <p className="demo-banner card" role="note">
      <strong>{t.demo}</strong> {t.demoWhy(<code>ConnectionStrings__LeadGraph</code>)}
    </p>
  ) : null;
}
