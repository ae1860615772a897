import { separatorOf } from '../campaign/csv';
import { linesOf, type CampaignList, type ListForm } from '../campaign/list';
import { TakingStatus } from '../campaign/TakingStatus';
import { copy, download, useListTaker, type Taking } from '../campaign/useListTaker';
import { useText } from '../text/language';
import type { Campaign } from './CampaignPage';

/** The lists of a campaign, one for each message, to copy or to download. */
export function Lists({ campaign }: { campaign: Campaign }) {
  const texts = useText();
  const t = texts.campaigns;
  const { taking, run, cancel } = useListTaker(campaign.campaignId);
  const busy = taking.kind === 'busy';
  const copyIds = async (list: CampaignList) => {
    const ids = await linesOf(list.file);
    return copy(ids, (text) => text.campaign.copiedUserIds(ids.length));
  };
  return (
    <section className="card campaign-lists" aria-labelledby="lists-title">
      <h2 id="lists-title">{t.lists}</h2>
      <p className="campaign-note">{t.listsWhy}</p>
      <ul>
        {campaign.variants.map(({ name, members }) => {
          const address = (list: string, more: Record<string, string> = {}) =>
            `api/campaigns/${campaign.campaignId}/${list}?${new URLSearchParams({ variant: name, ...more })}`;
          const button = (
            text: string,
            from: string,
            form: ListForm,
            take: (list: CampaignList) => Promise<Taking>,
            isFirst = false,
          ) => (
            <button
              type="button"
              className={isFirst ? 'primary' : undefined}
              aria-label={t.copyOf(text, name)}
              disabled={busy || members === 0}
              onClick={() => void run(from, form, take)}
            >
              {text}
            </button>
          );
          return (
            <li key={name}>
              <span className="list-name">
                <strong>
                  <bdi>{name}</bdi>
                </strong>{' '}
                <span className="muted">{t.leads(members)}</span>
              </span>
              <span className="list-buttons">
                {button(t.copy, address('ids'), 'lines', copyIds, true)}
                {button(t.download, address('members.csv', { separator: separatorOf(undefined) }), 'csv', download)}
                {button(t.downloadExcel, address('members.xlsx'), 'workbook', download)}
              </span>
            </li>
          );
        })}
        {campaign.holdoutMembers > 0 && (
          <li className="holdout">
            <span className="list-name">
              <strong>{t.holdout}</strong> <span className="muted">{t.leads(campaign.holdoutMembers)}</span>
            </span>
            <span className="muted">{t.onNoList}</span>
          </li>
        )}
      </ul>
      <div className="list-taking">
        <TakingStatus taking={taking} />
        {busy && (
          <button type="button" onClick={cancel}>
            {texts.campaign.cancel}
          </button>
        )}
      </div>
    </section>
  );
}
