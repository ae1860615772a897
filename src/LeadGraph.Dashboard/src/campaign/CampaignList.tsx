import { useRef, useState } from 'react';
import { useSession } from '../session/SessionContext';
import { count } from '../text/words';
import { campaignQuery, type View } from '../view/view';
import { CampaignListError, fetchCampaignList, usernamesOf } from './list';
import './campaign.css';

type State =
  | { kind: 'idle' | 'busy' }
  | { kind: 'done' | 'failed'; message: string }
  | { kind: 'manual'; usernames: string };

/** Takes what is filtered along, for a campaign: as a file, or as usernames. */
export function CampaignList({ view, total }: { view: View; total: number }) {
  const { session } = useSession();
  const [state, setState] = useState<State>({ kind: 'idle' });
  const manual = useRef<HTMLTextAreaElement>(null);

  const run = async (work: () => Promise<State>) => {
    setState({ kind: 'busy' });
    try {
      setState(await work());
    } catch (problem) {
      if (!(problem instanceof CampaignListError)) {
        throw problem;
      }
      setState({ kind: 'failed', message: problem.message });
    }
  };

  const download = async (): Promise<State> => {
    const list = await fetchCampaignList(campaignQuery(view), session.headers);
    save(list.csv, list.fileName);
    return { kind: 'done', message: `${list.fileName} holds all ${count(list.leads, 'lead')}.` };
  };

  const copy = async (): Promise<State> => {
    const list = await fetchCampaignList(campaignQuery(view), session.headers);
    const usernames = usernamesOf(list.csv);
    const missing = list.leads - usernames.length;
    const text = usernames.join('\n');
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Not every page may write to the clipboard: not over plain HTTP, and not long after the click.
      return { kind: 'manual', usernames: text };
    }
    const rest = missing > 0 ? ` ${count(missing, 'lead has', 'leads have')} none.` : '';
    return { kind: 'done', message: `Copied ${count(usernames.length, 'username')}.${rest}` };
  };

  const busy = state.kind === 'busy';
  return (
    <div className="campaign">
      <div className="campaign-buttons">
        <button type="button" disabled={busy || total === 0} onClick={() => void run(download)}>
          Download CSV
        </button>
        <button type="button" disabled={busy || total === 0} onClick={() => void run(copy)}>
          Copy usernames
        </button>
      </div>
      <p className={state.kind === 'failed' ? 'campaign-told problem' : 'campaign-told muted'} role="status">
        {busy && 'Fetching the list…'}
        {(state.kind === 'done' || state.kind === 'failed') && state.message}
      </p>
      {state.kind === 'manual' && (
        <label className="campaign-manual">
          The browser does not let this page copy. Copy from here:
          <textarea
            ref={manual}
            readOnly
            rows={6}
            value={state.usernames}
            onFocus={() => {
              manual.current?.select();
            }}
          />
        </label>
      )}
    </div>
  );
}

function save(csv: string, fileName: string): void {
  // The byte order mark tells Excel that the file is UTF-8; without it names in other scripts come out garbled.
  const url = URL.createObjectURL(new Blob(['\uFEFF', csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
