import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from 'graphql-sse';
import { eventLimit, url } from './server.mjs';

const client = createClient({ url, singleConnection: false });

test('graphql-sse runs a query', async () => {
  const results = [];
  for await (const result of client.iterate({ query: '{ scoringRules { windowDays } }' })) results.push(result);

  assert.deepEqual(results, [{ data: { scoringRules: { windowDays: 7 } } }]);
});

test('graphql-sse gets the errors of an operation that is not valid', async () => {
  const results = [];
  for await (const result of client.iterate({ query: '{ nope }' })) results.push(result);

  assert.equal(results.length, 1);
  assert.match(results[0].errors[0].message, /nope/);
});

test('graphql-sse follows a subscription', eventLimit, async () => {
  const changes = [];
  for await (const result of client.iterate({ query: 'subscription { onLeadScoreChanged { userId current } }' })) {
    changes.push(result);
    if (changes.length === 2) break;
  }

  for (const change of changes) assert.match(change.data.onLeadScoreChanged.current, /^(HOT|WARM|COOL|COLD)$/);
});
