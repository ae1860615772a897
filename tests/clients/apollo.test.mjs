import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { createClient } from 'graphql-ws';
import { filter, firstValueFrom } from 'rxjs';
import WebSocket from 'ws';
import { eventLimit, sha256, socketUrl, url } from './server.mjs';

const page = gql`
  query Page($count: Int!) {
    userActivity(first: $count) { totalCount nodes { userId leadScore } }
  }
`;

test('@apollo/client queries', async () => {
  const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache() });

  const { data } = await client.query({ query: page, variables: { count: 2 } });

  assert.equal(data.userActivity.nodes.length, 2);
});

test('@apollo/client caches leads by their id', async () => {
  const cache = new InMemoryCache({
    typePolicies: { Query: { fields: { userActivity: relayStylePagination(['order']) } } },
  });
  const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache });
  const list = gql`
    query List($after: String) {
      userActivity(first: 2, after: $after) { edges { node { id userId } } pageInfo { hasNextPage endCursor } }
    }
  `;

  const one = gql`query One($id: ID!) { node(id: $id) { id ... on UserActivity { leadScore } } }`;

  const watched = client.watchQuery({ query: list });
  const subscription = watched.subscribe(() => {});
  const first = await firstValueFrom(watched.pipe(filter(({ loading }) => !loading)));
  await watched.fetchMore({ variables: { after: first.data.userActivity.pageInfo.endCursor } });
  const { edges } = client.readQuery({ query: list }).userActivity;
  subscription.unsubscribe();
  const { id, userId } = edges[3].node;
  await client.query({ query: one, variables: { id } });

  assert.equal(edges.length, 4);
  const cached = cache.extract()[`UserActivity:${id}`];
  assert.equal(cached.userId, userId);
  assert.match(cached.leadScore, /^(HOT|WARM|COOL|COLD)$/);
});

test('@apollo/client gets errors', async () => {
  const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache() });

  await assert.rejects(client.query({ query: gql`{ nope }` }), (error) => /nope/.test(error.message));
});

for (const useGETForHashedQueries of [false, true]) {
  test(`@apollo/client persists queries by ${useGETForHashedQueries ? 'GET' : 'POST'}`, async () => {
    const requests = [];
    const recording = async (uri, options) => {
      const response = await fetch(uri, options);
      requests.push({ method: options.method, hasQuery: /"query":|[?&]query=/.test(`${uri}${options.body}`), response });
      return response;
    };
    const link = new PersistedQueryLink({ sha256, useGETForHashedQueries })
      .concat(new HttpLink({ uri: url, fetch: recording }));
    // A document that no other test has sent.
    const query = gql`query Persisted${process.pid}${useGETForHashedQueries ? 'Get' : 'Post'} { scoringRules { windowDays } }`;

    for (let time = 0; time < 2; time += 1) {
      const client = new ApolloClient({ link, cache: new InMemoryCache() });
      const { data } = await client.query({ query });
      assert.equal(data.scoringRules.windowDays, 7);
    }

    // First it is not known, then it is sent in full, then the hash is enough.
    assert.deepEqual(requests.map((request) => request.hasQuery), [false, true, false]);
    assert.equal(requests[0].response.headers.get('cache-control'), 'no-store');
    assert.equal(requests[2].method, useGETForHashedQueries ? 'GET' : 'POST');
  });
}

const firstChange = (client) => new Promise((resolve, reject) => {
  const subscription = client
    .subscribe({ query: gql`subscription { onLeadScoreChanged { userId current } }` })
    .subscribe({
      next: (result) => {
        subscription.unsubscribe();
        resolve(result);
      },
      error: reject,
    });
});

test('@apollo/client subscribes', eventLimit, async () => {
  const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket });
  const client = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() });

  const change = await firstChange(client);
  await socket.dispose();

  assert.ok(change.data.onLeadScoreChanged.userId > 0);
});

test('@apollo/client subscribes by a multipart body', eventLimit, async () => {
  const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache() });

  const change = await firstChange(client);

  assert.equal(change.error, undefined);
  assert.ok(change.data.onLeadScoreChanged.userId > 0);
});
