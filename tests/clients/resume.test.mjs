// Subscriptions that go on after a restart of the server, as docs/api.md shows.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import WebSocket from 'ws';
import { eventLimit } from './server.mjs';
import { startServer } from './start.mjs';

const query = 'subscription Changes($after: String) { onLeadScoreChanged(after: $after) { cursor userId current } }';
const AsyncFunction = (async () => {}).constructor;
const page = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');
const code = /^( {4}import \{ createClient \} from 'graphql-ws'.*\n(?:(?: {4}.*)?\n)*)/m.exec(page)[1]
  .replace(/^.*\n/, '');
const runCode = new AsyncFunction('createClient', 'load', 'act', 'save', 'console', code);
const options = {
  ...eventLimit,
  skip: process.env.LEADGRAPH_WEBHOOK_RECEIVER ? false : 'The server was started elsewhere, so none is started here.',
};
const retries = { retryAttempts: Number.MAX_SAFE_INTEGER };

test('graphql-sse and graphql-ws go on after a restart, without gap and without repetition', options, async () => {
  const data = await mkdtemp(join(tmpdir(), 'leadgraph-resume-'));
  let server = await startServer(data);
  const sse = createSseClient({ url: server.url, ...retries, retry: () => sleep(200) });
  const socket = createSocketClient({
    url: server.url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, ...retries, retryWait: () => sleep(200),
    // Also while nothing listens there.
    shouldRetry: () => true,
  });
  try {
    const first = await firstCursor(server.url);
    const heard = [follow(sse, first), follow(socket, first)];
    await Promise.all(heard.map((changes) => changes.until(3)));

    await server.stop();
    const before = heard.map(({ cursors }) => cursors.length);
    server = await startServer(data, {}, new URL(server.url).port);
    await Promise.all(heard.map((changes, index) => changes.until(before[index] + 3)));

    for (const { cursors, problems } of heard) {
      assert.deepEqual(problems, []);
      const soFar = [...cursors];
      assert.deepEqual(soFar, (await recorded(server.url, first)).slice(0, soFar.length));
    }
  } finally {
    sse.dispose();
    await socket.dispose();
    await server.stop();
    await rm(data, { recursive: true, force: true });
  }
});

test('docs/api.md: the client that resumes goes on after a restart', options, async () => {
  const data = await mkdtemp(join(tmpdir(), 'leadgraph-resume-'));
  let server = await startServer(data);
  const socketUrl = server.url.replace(/^http/, 'ws');
  const clients = [];
  const keep = (client) => clients[clients.push(client) - 1];
  try {
    const first = await firstCursor(server.url);
    const heard = await Promise.all([
      (given) => createSseClient({ ...given, url: server.url, retry: () => sleep(200) }),
      (given) => createSocketClient({
        ...given, url: socketUrl, webSocketImpl: WebSocket, retryWait: () => sleep(200) }),
    ].map(async (create) => {
      const saved = [];
      // The demo data seldom has anyone become hot.
      await runCode(
        (given) => forAll(keep(create(given))), async () => first, async () => sleep(10),
        async (cursor) => saved.push(cursor), { error: (problem) => saved.push(problem) });
      return saved;
    }));
    await untilAll(heard, 3);

    await server.stop();
    const before = heard.map(({ length }) => length);
    server = await startServer(data, {}, new URL(server.url).port);
    await untilAll(heard, Math.max(...before) + 3);

    for (const saved of heard) {
      const soFar = [...saved];
      assert.deepEqual(soFar, (await recorded(server.url, first)).slice(0, soFar.length));
    }
  } finally {
    for (const client of clients) await client.dispose();
    await server.stop();
    await rm(data, { recursive: true, force: true });
  }
});

test('docs/api.md: the client that resumes acts in order, and listens again where it was too slow', async () => {
  const calls = [];
  const events = [];
  let isDisposed = false;
  const client = {
    subscribe: ({ variables }, sink) => calls.push({ after: variables.after, sink }),
    dispose: () => (isDisposed = true),
  };
  const change = (cursor) => ({ data: { onLeadScoreChanged: { cursor } } });
  let goOn;
  const held = new Promise((resolve) => (goOn = resolve));
  await runCode(
    () => client, async () => 'a', async ({ cursor }) => { if (cursor === 'b') await held; },
    async (cursor) => events.push(cursor), { error: (problem) => events.push(problem[0].extensions.code) });
  const [{ sink }] = calls;

  sink.next(change('b'));
  sink.next(change('c'));
  await sleep(0);
  assert.deepEqual(events, []);
  goOn();
  await sleep(0);
  assert.deepEqual(events, ['b', 'c']);

  sink.error([{ extensions: { code: 'SUBSCRIPTION_TOO_SLOW', cursor: 'd' } }]);
  assert.deepEqual(calls.map(({ after }) => after), ['a', 'd']);
  assert.equal(isDisposed, false);
  calls[1].sink.next({ data: null, errors: [{ extensions: { code: 'CHANGES_DELETED', oldest: 'z' } }] });
  assert.deepEqual(events, ['b', 'c', 'CHANGES_DELETED']);
  assert.equal(isDisposed, true);
});

// The client, but it listens to changes to any tier.
function forAll(client) {
  return {
    subscribe: ({ query, variables }, sink) =>
      client.subscribe({ query: query.replace('to: HOT, ', ''), variables }, sink),
    dispose: () => client.dispose(),
  };
}

const untilAll = async (lists, count) => {
  while (lists.some(({ length }) => length < count)) await sleep(50);
};

// Both clients send the request anew when they connect again, with what the variables are by then.
function follow(client, after) {
  const cursors = [];
  const problems = [];
  const request = { query, variables: { after } };
  client.subscribe(request, {
    next: ({ data, errors }) => {
      if (errors) problems.push(...errors);
      else cursors.push((request.variables.after = data.onLeadScoreChanged.cursor));
    },
    error: (error) => problems.push(error),
    complete: () => {},
  });
  const until = async (count) => {
    while (cursors.length < count && problems.length === 0) await sleep(50);
  };
  return { cursors, problems, until };
}

async function firstCursor(url) {
  for (;;) {
    const [cursor] = await recorded(url);
    if (cursor) return cursor;
    await sleep(100);
  }
}

async function recorded(url, after) {
  const cursors = [];
  for (;;) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query:
          'query ($after: String) { leadScoreChanges(after: $after) { nodes { cursor } pageInfo { hasNextPage } } }',
        variables: { after: cursors.at(-1) ?? after },
      }),
    });
    const { nodes, pageInfo } = (await response.json()).data.leadScoreChanges;
    cursors.push(...nodes.map(({ cursor }) => cursor));
    if (!pageInfo.hasNextPage) return cursors;
  }
}
