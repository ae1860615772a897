import { useText } from '../text/language';
import { campaignQuery, type View } from '../view/view';
import { separatorOf } from './csv';
import { firstCellsOf, usernamesOf, type CampaignList as List } from './list';
import { TakingStatus } from './TakingStatus';
import { copy, download, useListTaker, type Taking } from './useListTaker';
import './campaign.css';

interface Properties {
  view: View;
  /** The present moment in milliseconds, for the filter by time. */
  now: number;
  /** How many leads are filtered. */
  total: number;
  /** Whether usernames are hidden from the key. */
  hidden: boolean;
}

/** Takes what is filtered along, for a campaign: as a file, as user ids, or as usernames. */
export function CampaignList({ view, now, total, hidden }: Properties) {
  const t = useText();
  const query = campaignQuery(view, now);
  const { taking, run, cancel, fail } = useListTaker(query.toString());
  const take = (form: Record<string, string>, onList: (list: List) => Promise<Taking>) => () =>
    void run(`api/user-activity.csv?${new URLSearchParams([...query, ...Object.entries(form)])}`, 'csv', onList);

  const copyUserIds = async (list: List) => {
    const ids = await firstCellsOf(list.file);
    return copy(ids, (t) => t.campaign.copiedUserIds(ids.length));
  };

  const copyUsernames = async (list: List) => {
    const usernames = await usernamesOf(list.file);
    return copy(usernames, (t) => t.campaign.copiedUsernames(usernames.length, list.leads - usernames.length));
  };

  const busy = taking.kind === 'busy';
  const cannot = busy || total === 0;
  return (
    <div className="campaign">
      <div className="campaign-buttons">
        {busy && (
          <button type="button" onClick={cancel}>
            {t.campaign.cancel}
          </button>
        )}
        <button type="button" disabled={cannot} onClick={take({ separator: separatorOf(undefined) }, download)}>
          {t.campaign.download}
        </button>
        <button type="button" disabled={cannot} onClick={take({ columns: 'user_id' }, copyUserIds)}>
          {t.campaign.copyUserIds}
        </button>
        <button
          type="button"
          disabled={cannot}
          onClick={
            hidden
              ? () => {
                  fail((t) => t.campaign.usernamesHidden);
                }
              : take({ columns: 'telegram_url' }, copyUsernames)
          }
        >
          {t.campaign.copyUsernames}
        </button>
      </div>
      <TakingStatus taking={taking} />
    </div>
  );
}
