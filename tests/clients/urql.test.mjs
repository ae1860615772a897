import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, fetchExchange, gql } from '@urql/core';
import { eventLimit, url } from './server.mjs';

const client = new Client({ url, exchanges: [fetchExchange], fetchSubscriptions: true, preferGetMethod: false });

for (const preferGetMethod of [false, 'force']) {
  test(`urql queries by ${preferGetMethod ? 'GET' : 'POST'}`, async () => {
    const result = await client
      .query(gql`query($count: Int) { userActivity(first: $count) { nodes { userId } } }`, { count: 3 }, { preferGetMethod })
      .toPromise();

    assert.equal(result.error, undefined);
    assert.equal(result.data.userActivity.nodes.length, 3);
  });
}

test('urql gets errors', async () => {
  const result = await client.query(gql`{ nope }`, {}).toPromise();

  assert.match(result.error.graphQLErrors[0].message, /nope/);
});

test('urql subscribes by server-sent events', eventLimit, async () => {
  const result = await new Promise((resolve) => {
    const subscription = client
      .subscription(gql`subscription { onLeadScoreChanged { userId current } }`, {})
      .subscribe((next) => {
        // Not at once: urql trips over its own AbortError if it is stopped while it hands over a result.
        setTimeout(() => subscription.unsubscribe());
        resolve(next);
      });
  });

  assert.equal(result.error, undefined);
  assert.ok(result.data.onLeadScoreChanged.userId > 0);
});
