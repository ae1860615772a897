import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../session/session';
import { listen } from './listen';

vi.mock('./changes', () => ({ reconnectDelay: () => 0 }));

const firstTen = Array.from({ length: 10 }, (_, index) => index + 1);

/** A service that answers each connection by the events of the next entry, then ends it. */
function serve(newest: string | null, ...connections: object[][]) {
  const places: unknown[] = [];
  vi.stubGlobal('fetch', (_: unknown, { body }: { body: string }) => {
    const { query, variables } = JSON.parse(body) as { query: string; variables: { after?: unknown } };
    if (query.startsWith('query')) {
      const answer = newest === null ? problem('STORE_MISSING') : newestIs(newest);
      return Promise.resolve(Response.json(answer));
    }
    places.push(variables.after);
    const events = connections[places.length - 1];
    if (!events) {
      return new Promise(() => undefined);
    }
    const text = events.map((event) => `event: next\ndata: ${JSON.stringify(event)}\n\n`).join('');
    const headers = { 'content-type': 'text/event-stream; charset=utf-8' };
    return Promise.resolve(new Response(`${text}event: complete\ndata:\n\n`, { headers }));
  });
  return places;
}

const change = (userId: number, cursor: string | null) => ({ data: { onLeadScoreChanged: { cursor, userId } } });
const problem = (code: string) => ({ data: null, errors: [{ message: code, extensions: { code } }] });
const newestIs = (endCursor: string) => ({ data: { leadScoreChanges: { pageInfo: { endCursor } } } });

async function follow(connections: object[][], newest: string | null = null) {
  const places = serve(newest, ...connections);
  const users: string[] = [];
  const nothing = () => undefined;
  const noStore = { getItem: () => null, setItem: nothing, removeItem: nothing };
  const stop = listen(new Session(noStore, noStore), {
    connected: nothing,
    lost: nothing,
    changed: ({ userId }) => users.push(userId),
  });
  await vi.waitUntil(() => places.length > connections.length, { timeout: 60_000 });
  stop();
  return { places, users };
}

describe('listen', { timeout: 90_000 }, () => {
  beforeEach(() => {
    vi.stubGlobal('document', { baseURI: 'http://localhost/' });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('goes on after the last change that it got', async () => {
    const { places, users } = await follow([[change(1, 'a'), change(2, 'b')], [], [change(3, 'c')]]);
    expect(places).toEqual([null, 'b', 'b', 'c']);
    expect(users).toEqual(['1', '2', '3']);
  });

  it('begins after the newest change, so that what happens before its first one is not missed', async () => {
    const { places } = await follow([[], [change(3, 'c')]], 'b');
    expect(places).toEqual(['b', 'b', 'c']);
  });

  it('begins with what happens where there is no store', async () => {
    const { places, users } = await follow([firstTen.map((user) => change(user, null))]);
    expect(places).toEqual([null, null]);
    expect(users).toEqual(firstTen.map(String));
  });

  it.each(['CHANGES_DELETED', 'CURSOR_OF_OTHER_STORE', 'STORE_MISSING'])('begins anew after %s', async (code) => {
    const { places } = await follow([[change(1, 'a')], [problem(code)]], 'n');
    expect(places).toEqual(['n', 'a', 'n']);
  });

  it('keeps its place after other errors', async () => {
    const { places } = await follow([[change(1, 'a')], [problem('INTERNAL_SERVER_ERROR')]]);
    expect(places).toEqual([null, 'a', 'a']);
  });
});
