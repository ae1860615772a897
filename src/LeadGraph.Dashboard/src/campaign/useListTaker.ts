import { useState } from 'react';
import { useSession } from '../session/SessionContext';
import type { Message } from '../text/language';
import { CampaignListError, fetchCampaignList, KeyRefusedError, type CampaignList, type ListForm } from './list';

/** What has become of taking a list. */
export type Taking =
  | { kind: 'idle' }
  | { kind: 'busy'; percent: number }
  | { kind: 'done' | 'failed'; message: Message }
  | { kind: 'manual'; lines: string };

interface ListTaker {
  taking: Taking;
  /** Fetches the list of an address, and takes it. */
  run: (address: string, form: ListForm, take: (list: CampaignList) => Promise<Taking>) => Promise<void>;
  cancel: () => void;
  fail: (message: Message) => void;
}

/**
 * Takes lists from the service, one at a time.
 * @param of What the list is of: what came of one list says nothing of another.
 */
export function useListTaker(of: string): ListTaker {
  const { session } = useSession();
  const [last, setLast] = useState<{ taking: Taking; of: string }>({ taking: { kind: 'idle' }, of: '' });
  const [cancelling, setCancelling] = useState<AbortController | null>(null);
  const isOfThis = last.of === of || last.taking.kind === 'busy';

  const run: ListTaker['run'] = async (address, form, take) => {
    const { key } = session.state;
    const control = new AbortController();
    setCancelling(control);
    setLast({ of, taking: { kind: 'busy', percent: 0 } });
    try {
      const list = await fetchCampaignList(address, form, {
        headers: session.headers,
        signal: control.signal,
        onProgress(part) {
          const percent = Math.floor(part * 100);
          setLast((current) =>
            current.taking.kind === 'busy' && current.taking.percent !== percent
              ? { of, taking: { kind: 'busy', percent } }
              : current,
          );
        },
      });
      setLast({ of, taking: await take(list) });
    } catch (problem) {
      setLast({ of, taking: takingAfter(problem, control.signal.aborted) });
      if (problem instanceof KeyRefusedError) {
        session.refuse(key);
      }
    }
  };

  return {
    taking: isOfThis ? last.taking : { kind: 'idle' },
    run,
    cancel() {
      cancelling?.abort();
    },
    fail(message) {
      setLast({ of, taking: { kind: 'failed', message } });
    },
  };
}

/** Has the browser save the list. */
export function download(list: CampaignList): Promise<Taking> {
  save(list);
  return Promise.resolve({ kind: 'done', message: (t) => t.campaign.saved(list.fileName, list.leads) });
}

/** Copies lines, or shows them where the page may not copy. */
export async function copy(lines: string[], message: Message): Promise<Taking> {
  const text = lines.join('\n');
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Not every page may write to the clipboard: not over plain HTTP, and not long after the click.
    return { kind: 'manual', lines: text };
  }
  return { kind: 'done', message };
}

function takingAfter(problem: unknown, isCancelled: boolean): Taking {
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

function save({ file, fileName }: CampaignList): void {
  // The byte order mark tells Excel that the file is UTF-8; without it names in other scripts come out garbled.
  const isCsv = file.type.startsWith('text/csv');
  const url = URL.createObjectURL(isCsv ? new Blob(['\uFEFF', file], { type: file.type }) : file);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
