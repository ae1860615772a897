import { jsonFields, longFields, longVariables } from './generated';

// A text, with all that looks like a number in it, or a number.
const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

const longVariable = new RegExp(`([{,]\\s*"(?:${longVariables.join('|')})"\\s*:\\s*)"(-?\\d+)"`, 'g');

const longList = new RegExp(`([{,]\\s*"(?:${longVariables.join('|')})"\\s*:\\s*\\{\\s*"in"\\s*:\\s*)(\\[[-\\d",\\s]*\\])`, 'g');

/**
 * Like a `fetch` given to it, but Long values, 64-bit integers, are text on this side and integers on the service's:
 * JavaScript's numbers hold no more than 53 bits of them.
 */
export async function fetchWithLongs(
  fetching: typeof fetch,
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const { body } = init ?? {};
  const response = await fetching(input, typeof body === 'string' ? { ...init, body: withLongs(body) } : init);
  if (!response.body || !response.ok) {
    return response;
  }
  const { status, statusText, headers } = response;
  const isEventStream = headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const texts = isEventStream
    ? response.body.pipeThrough(new TextDecoderStream()).pipeThrough(eachLine(withoutLongsInEvent))
    : withoutLongs(await response.text());
  const result = typeof texts === 'string' ? texts : texts.pipeThrough(new TextEncoderStream());
  return new Response(result, { status, statusText, headers });
}

/** The body of a request, with Long variables as integers, and so what filters on fields of their names list. */
export function withLongs(body: string): string {
  return body
    .replace(longVariable, '$1$2')
    .replace(longList, (_, before: string, list: string) => before + list.replaceAll('"', ''));
}

/** A response, with the values of Long fields as text, and so any other integer that no number holds. */
export function withoutLongs(json: string): string {
  const exact = json.replace(token, (text) =>
    /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text)) ? `"${text}"` : text,
  );
  try {
    return JSON.stringify(asText('', JSON.parse(exact)));
  } catch {
    // The parser will report that it is no JSON.
    return json;
  }
}

function asText(name: string, value: unknown): unknown {
  if (jsonFields.includes(name)) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => asText(name, item));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(key, inner)]));
  }
  return typeof value === 'number' && longFields.includes(name) ? String(value) : value;
}

function withoutLongsInEvent(line: string): string {
  const [, field, json] = /^(data: ?)(.+)/.exec(line) ?? [];
  return field !== undefined && json !== undefined ? field + withoutLongs(json) : line;
}

/** Gives on each line, without what ends it, as soon as it is whole. */
function eachLine(change: (line: string) => string): TransformStream<string, string> {
  let rest = '';
  return new TransformStream({
    transform(chunk, output) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) {
        output.enqueue(lines.map((line) => `${change(line)}\n`).join(''));
      }
    },
    flush(output) {
      if (rest) {
        output.enqueue(change(rest));
      }
    },
  });
}
