import { useDemo } from '../graphql/demo';

/** Says that the people on the page are invented. */
export function DemoBanner() {
  return useDemo() ? (
    <p className="demo-banner card" role="note">
      <strong>Demo data.</strong> These people and events are invented. To see your own leads, set{' '}
      <code>ConnectionStrings__LeadGraph</code> to your database.
    </p>
  ) : null;
}
