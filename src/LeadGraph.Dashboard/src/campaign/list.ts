import type { Message } from '../text/language';
import { fetchWithTimeout, SilenceError } from '../graphql/timeout';
import { parseCsv } from './csv';
import { endOfLastRecord, RecordCounter } from './records';

// The service counts and sorts all leads before it sends the first.
const timeoutMilliseconds = 60_000;

/** How a list is written: with a head and separators, an id on each line, or as a workbook, whose rows nobody counts. */
export type ListForm = 'csv' | 'lines' | 'workbook';

/** The leads of a campaign, as they came from the service. */
export interface CampaignList {
  /** The name that the service gives the file, with the tier and the instant in it. */
  fileName: string;
  /** The file, which the browser may keep on its disk. */
  file: Blob;
  /** How many leads it holds. */
  leads: number;
}

/** A list that cannot be used. */
export class CampaignListError extends Error {
  /** @param told Why, for the person before the page. */
  constructor(readonly told: Message) {
    super();
  }
}

/** The service did not accept the key. */
export class KeyRefusedError extends CampaignListError {}

interface Fetching {
  headers: Record<string, string>;
  /** Ends the fetching. */
  signal: AbortSignal;
  /** Is told what part of the leads has arrived, 0 to 1. */
  onProgress: (part: number) => void;
}

/**
 * Fetches the list of an address, and makes sure that it is whole.
 * @throws CampaignListError There is none; or, where the signal ended the fetching, its reason.
 */
export async function fetchCampaignList(address: string, form: ListForm, fetching: Fetching): Promise<CampaignList> {
  const { headers, signal, onProgress } = fetching;
  try {
    const response = await fetchWithTimeout(timeoutMilliseconds, address, { headers, signal });
    if (!response.ok) {
      const problem = problemOf(response.status, await response.text());
      throw response.status === 401 ? new KeyRefusedError(problem) : new CampaignListError(problem);
    }
    return await receive(response, form, onProgress);
  } catch (problem) {
    signal.throwIfAborted();
    if (problem instanceof CampaignListError) {
      throw problem;
    }
    throw new CampaignListError(
      problem instanceof SilenceError
        ? (t) => t.campaign.silent
        : (t) => t.campaign.brokeOff,
    );
  }
}

/** Takes in the list, if it holds as many leads as the service says it does. */
export async function receive(
  response: Response,
  form: ListForm,
  onProgress: (part: number) => void,
): Promise<CampaignList> {
  const announced = response.headers.get('x-total-count');
  const total = announced === null ? NaN : Number(announced);
  const counter = new RecordCounter();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const leads = () => Math.max(counter.records - (form === 'csv' ? 1 : 0), 0);
  const reader = response.body?.getReader();
  for (let piece = await reader?.read(); piece?.value; piece = await reader?.read()) {
    pieces.push(piece.value);
    if (form !== 'workbook') {
      counter.add(piece.value);
      onProgress(total > 0 ? leads() / total : 0);
    }
  }
  const isWhole =
    form === 'workbook'
      ? !Number.isNaN(total)
      : (form === 'lines' || counter.records > 0) && !counter.isWithinRecord && leads() === total;
  if (!isWhole) {
    const arrived = leads();
    throw new CampaignListError((t) => t.campaign.notWhole(arrived, announced ?? '?'));
  }
  return {
    fileName: fileNameOf(response.headers.get('content-disposition')),
    file: new Blob(pieces, { type: response.headers.get('content-type') ?? '' }),
    leads: total,
  };
}

/** The usernames in a list of the column telegram_url, each once, in its order, as @name. */
export async function usernamesOf(file: Blob): Promise<string[]> {
  const links = await firstCellsOf(file);
  return [...new Set(links.filter((link) => link !== '').map((link) => `@${link.slice(link.lastIndexOf('/') + 1)}`))];
}

/** The lines of a list of ids. */
export async function linesOf(file: Blob): Promise<string[]> {
  return (await file.text()).split('\n').filter((line) => line !== '');
}

/** The first cell of each lead in a list, in its order. */
export async function firstCellsOf(file: Blob): Promise<string[]> {
  const cells: string[] = [];
  let isHeader = true;
  const take = (text: string) => {
    for (const [cell = ''] of parseCsv(text)) {
      if (!isHeader) {
        cells.push(cell);
      }
      isHeader = false;
    }
  };
  let rest = '';
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    rest += piece.value;
    const end = endOfLastRecord(rest);
    take(rest.slice(0, end));
    rest = rest.slice(end);
  }
  take(rest);
  return cells;
}

/** What the page has to say of a status, which the service explains in English. */
const knownProblems: Partial<Record<number, Message>> = {
  403: (t) => t.problem.forbidden,
  429: (t) => t.problem.tooMany,
  500: (t) => t.problem.codes.INTERNAL_SERVER_ERROR,
  503: (t) => t.problem.codes.BUSY,
};

function fileNameOf(disposition: string | null): string {
  // The name in all its letters, where the service gives it; else the one for those who do not read that.
  const whole = /filename\*=UTF-8''([^;\s]+)/i.exec(disposition ?? '')?.[1];
  try {
    return decodeURIComponent(whole ?? '') || (/filename="?([\w.-]+)"?/.exec(disposition ?? '')?.[1] ?? 'leads.csv');
  } catch {
    return 'leads.csv';
  }
}

function problemOf(status: number, body: string): Message {
  const known = knownProblems[status];
  if (known) {
    return known;
  }
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    if (typeof error === 'string') {
      return (t) => t.problem.told(error);
    }
  } catch {
    // Not the service itself may have answered, but something before it.
  }
  return (t) => t.problem.status(status);
}
