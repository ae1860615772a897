import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, fetchExchange, gql } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
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

test('urql keeps leads once in Graphcache, and adds pages to their list', async () => {
  const cached = new Client({
    url,
    preferGetMethod: false,
    exchanges: [cacheExchange({ resolvers: { Query: { userActivity: relayPagination() } } }), fetchExchange],
  });
  const list = gql`
    query List($after: String) {
      userActivity(first: 2, after: $after) {
        edges { node { id userId } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  `;

  const first = await cached.query(list, {}).toPromise();
  const { endCursor } = first.data.userActivity.pageInfo;
  const both = await cached.query(list, { after: endCursor }).toPromise();
  const { id, userId } = both.data.userActivity.edges[0].node;
  await cached.query(gql`query One($id: ID!) { node(id: $id) { id ... on UserActivity { leadScore } } }`, { id }).toPromise();
  const known = cached.readQuery(
    gql`query One($id: ID!) { node(id: $id) { id ... on UserActivity { userId leadScore } } }`, { id });

  assert.equal(both.data.userActivity.edges.length, 4);
  assert.equal(known.data.node.userId, userId);
  assert.match(known.data.node.leadScore, /^(HOT|WARM|COOL|COLD)$/);
});
