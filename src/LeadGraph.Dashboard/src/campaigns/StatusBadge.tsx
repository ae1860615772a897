import type { CampaignStatus } from '../graphql/generated';
import { useText } from '../text/language';

/** Whether goal events still count. */
export function StatusBadge({ status }: { status: CampaignStatus }) {
  const t = useText().campaigns;
  return <span className={`badge campaign-status ${status.toLowerCase()}`}>{t.status[status]}</span>;
}
