import { useHidden } from './useHidden';

/** Says what is hidden from a key that has no right to personal data. */
export function HiddenData() {
  return useHidden() ? (
    <p className="hidden-data card" role="note">
      <strong>Personal data is hidden.</strong> Your key shows how active leads are, but no names, usernames, email
      addresses, Telegram links or details of events. Leads go by their user id; ask for a key with the right{' '}
      <code>personal</code> to see more.
    </p>
  ) : null;
}
