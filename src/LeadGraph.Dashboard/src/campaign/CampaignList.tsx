import { useRef, useState } from 'react';
import { useSession } from '../session/SessionContext';
import { useText, type Message } from '../text/language';
import { campaignQuery, type View } from '../view/view';
import { separatorOf } from './csv';
import {
  CampaignListError,
  fetchCampaignList,
  firstCellsOf,
  KeyRefusedError,
  usernamesOf,
  type CampaignList as List,
} from './list';
import './campaign.css';

type State =
  | { kind: 'idle' }
  | { kind: 'busy'; percent: number }
  | { kind: 'done' | 'failed'; message: Message }
  | { kind: 'manual'; lines: string };

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
  const { session } = useSession();
  const t = useText();
  const query = campaignQuery(view, now);
  const [last, setLast] = useState<{ state: State; of: string }>({ state: { kind: 'idle' }, of: '' });
  const manual = useRef<HTMLTextAreaElement>(null);
  const [cancelling, setCancelling] = useState<AbortController | null>(null);

  // What came of one list says nothing of another.
  const isOfThis = last.of === query.toString() || last.state.kind === 'busy';
  const state: State = isOfThis ? last.state : { kind: 'idle' };

  const run = async (form: Record<string, string>, take: (list: List) => Promise<State>) => {
    const of = query.toString();
    const { key } = session.state;
    const control = new AbortController();
    setCancelling(control);
    setLast({ of, state: { kind: 'busy', percent: 0 } });
    try {
      const list = await fetchCampaignList(new URLSearchParams([...query, ...Object.entries(form)]), {
        headers: session.headers,
        signal: control.signal,
        onProgress(part) {
          const percent = Math.floor(part * 100);
          setLast((current) =>
            current.state.kind === 'busy' && current.state.percent !== percent
              ? { of, state: { kind: 'busy', percent } }
              : current,
          );
        },
      });
      setLast({ of, state: await take(list) });
    } catch (problem) {
      setLast({ of, state: stateAfter(problem, control.signal.aborted) });
      if (problem instanceof KeyRefusedError) {
        session.refuse(key);
      }
    }
  };

  const download = (list: List): Promise<State> => {
    save(list);
    return Promise.resolve({ kind: 'done', message: (t) => t.campaign.saved(list.fileName, list.leads) });
  };

  const copy = async (lines: string[], message: Message): Promise<State> => {
    const text = lines.join('\n');
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Not every page may write to the clipboard: not over plain HTTP, and not long after the click.
      return { kind: 'manual', lines: text };
    }
    return { kind: 'done', message };
  };

  const copyUserIds = async (list: List) => {
    const ids = await firstCellsOf(list.file);
    return copy(ids, (t) => t.campaign.copiedUserIds(ids.length));
  };

  const copyUsernames = async (list: List) => {
    const usernames = await usernamesOf(list.file);
    return copy(usernames, (t) => t.campaign.copiedUsernames(usernames.length, list.leads - usernames.length));
  };

  const busy = state.kind === 'busy';
  return (
    <div className="campaign">
      <div className="campaign-buttons">
        {busy && (
          <button type="button" onClick={() => cancelling?.abort()}>
            {t.campaign.cancel}
          </button>
        )}
        <button
          type="button"
          disabled={busy || total === 0}
          onClick={() => void run({ separator: separatorOf(undefined) }, download)}
        >
          {t.campaign.download}
        </button>
        <button
          type="button"
          disabled={busy || total === 0}
          onClick={() => void run({ columns: 'user_id' }, copyUserIds)}
        >
          {t.campaign.copyUserIds}
        </button>
        <button
          type="button"
          disabled={busy || total === 0}
          onClick={() => {
            if (hidden) {
              setLast({ of: query.toString(), state: { kind: 'failed', message: (t) => t.campaign.usernamesHidden } });
            } else {
              void run({ columns: 'telegram_url' }, copyUsernames);
            }
          }}
        >
          {t.campaign.copyUsernames}
        </button>
      </div>
      <p className={state.kind === 'failed' ? 'campaign-told problem' : 'campaign-told muted'}>
        <span role="status">
          {busy && t.campaign.fetching}
          {(state.kind === 'done' || state.kind === 'failed') && state.message(t)}
        </span>
        {/* Not for those who have it read to them at every change. */}
        {busy && state.percent > 0 && <span aria-hidden="true"> {state.percent} %</span>}
      </p>
      {state.kind === 'manual' && (
        <label className="campaign-manual">
          {t.campaign.manual}
          <textarea
            ref={manual}
            readOnly
            rows={6}
            value={state.lines}
            onFocus={() => {
              manual.current?.select();
            }}
          />
        </label>
      )}
    </div>
  );
}

function stateAfter(problem: unknown, isCancelled: boolean): State {
  if (isCancelled) {
    return { kind: 'done', message: (t) => t.campaign.cancelled };
  }
  if (problem instanceof CampaignListError) {
    return { kind: 'failed', message: problem.told };
  }
  // A mistake of the page's own, which its developers need to know; the user can still try again.
  reportError(problem);
  return { kind: 'failed', message: (t) => t.campaign.pageFailed };
}

function save({ file, fileName }: List): void {
  // The byte order mark tells Excel that the file is UTF-8; without it names in other scripts come out garbled.
  const url = URL.createObjectURL(new Blob(['\uFEFF', file], { type: file.type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
