import { parseCsv, unguarded } from './csv';

/** The leads of a campaign, as they came from the service. */
export interface CampaignList {
  /** The name that the service gives the file, with the tier and the instant in it. */
  fileName: string;
  csv: string;
  /** How many leads it holds. */
  leads: number;
}

/** A list that cannot be used; the message says why, for the person before the page. */
export class CampaignListError extends Error {}

/** Fetches the list, and makes sure that it is whole. */
export async function fetchCampaignList(
  query: URLSearchParams,
  headers: Record<string, string>,
): Promise<CampaignList> {
  let response: Response;
  let csv: string;
  try {
    response = await fetch(`api/user-activity.csv?${query}`, { headers });
    csv = await response.text();
  } catch {
    throw new CampaignListError('The list did not arrive whole: the connection broke off.');
  }
  if (!response.ok) {
    throw new CampaignListError(problemOf(response.status, csv));
  }
  return checked(csv, response.headers);
}

/** The list, if it holds as many leads as the service said it would. */
export function checked(csv: string, headers: Headers): CampaignList {
  const announced = headers.get('x-total-count');
  const leads = parseCsv(csv).length - 1;
  if (announced === null || Number(announced) !== leads) {
    throw new CampaignListError(`The list is not whole: ${Math.max(leads, 0)} of ${announced ?? '?'} leads arrived.`);
  }
  return { fileName: fileNameOf(headers.get('content-disposition')), csv, leads };
}

/** The usernames in the list that can be Telegram's, each once, in its order, as @name. */
export function usernamesOf(csv: string): string[] {
  const [head = [], ...rows] = parseCsv(csv);
  const column = head.indexOf('username');
  const names = rows
    .map((row) => /^@?([A-Za-z0-9_]{4,32})$/.exec(unguarded(row[column] ?? ''))?.[1])
    .filter((name) => name !== undefined);
  return [...new Set(names)].map((name) => `@${name}`);
}

function fileNameOf(disposition: string | null): string {
  return /filename="?([\w.-]+)"?/.exec(disposition ?? '')?.[1] ?? 'leads.csv';
}

function problemOf(status: number, body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    if (typeof error === 'string') {
      return `The service answered: ${error}`;
    }
  } catch {
    // Not the service itself may have answered, but something before it.
  }
  return `The service answered with status ${status}.`;
}
