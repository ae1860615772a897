import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloseCode, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { eventLimit, socketUrl } from './server.mjs';

test('graphql-ws runs a query', async () => {
  const client = createClient({ url: socketUrl, webSocketImpl: WebSocket });
  const results = [];
  for await (const result of client.iterate({ query: '{ scoringRules { windowDays } }' })) results.push(result);
  await client.dispose();

  assert.deepEqual(results, [{ data: { scoringRules: { windowDays: 7 } } }]);
});

test('graphql-ws gets the errors of an operation that is not valid', async () => {
  const client = createClient({ url: socketUrl, webSocketImpl: WebSocket });
  const run = async () => {
    for await (const result of client.iterate({ query: '{ nope }' })) assert.fail(JSON.stringify(result));
  };

  await assert.rejects(run, (errors) => /nope/.test(errors[0].message));
  await client.dispose();
});

test('graphql-ws follows two subscriptions on one socket', eventLimit, async () => {
  let sockets = 0;
  const client = createClient({
    url: socketUrl,
    webSocketImpl: WebSocket,
    on: { connected: () => (sockets += 1) },
  });
  const first = async (query) => {
    for await (const result of client.iterate({ query })) return result;
  };

  const [whole, part] = await Promise.all([
    first('subscription { onLeadScoreChanged { userId previous current changedAt userActivity { leadScore } } }'),
    first('subscription Part { changed: onLeadScoreChanged { current } }'),
  ]);
  await client.dispose();

  assert.equal(sockets, 1);
  assert.match(whole.data.onLeadScoreChanged.current, /^(HOT|WARM|COOL|COLD)$/);
  assert.equal(typeof whole.data.onLeadScoreChanged.userId, 'number');
  assert.equal(part.errors, undefined);
  assert.ok(part.data.changed.current);
});

test('graphql-ws pings and is answered', async () => {
  const client = createClient({ url: socketUrl, webSocketImpl: WebSocket, keepAlive: 50, lazy: false });

  await new Promise((resolve) => client.on('pong', (received) => received && resolve()));
  await client.dispose();
});

test('a socket that does not introduce itself is told what it may not do', async () => {
  const socket = new WebSocket(socketUrl, 'graphql-transport-ws');
  socket.once('open', () => socket.send('{"type":"subscribe","id":"1","payload":{"query":"{ __typename }"}}'));

  const code = await new Promise((resolve) => socket.once('close', resolve));

  assert.equal(code, CloseCode.Unauthorized);
});
