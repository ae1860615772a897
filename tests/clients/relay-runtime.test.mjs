import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import relayCompiler from 'relay-compiler';
import relay from 'relay-runtime';
import { fetchSchema, url } from './server.mjs';

const {
  createOperationDescriptor, Environment, fetchQuery, getRequest, getSingularSelector, Network, RecordSource, Store,
} = relay;

const component = `
import { graphql } from 'relay-runtime';
graphql\`
  query StoreQuery($count: Int!, $cursor: String) { ...Store_list }
\`;
graphql\`
  fragment Store_list on Query @refetchable(queryName: "StorePaginationQuery") {
    userActivity(first: $count, after: $cursor) @connection(key: "Store_userActivity") {
      edges { node { id ...Store_lead } }
    }
  }
\`;
graphql\`
  fragment Store_lead on UserActivity @refetchable(queryName: "StoreRefetchQuery") { userId leadScore }
\`;
`;

async function fetchData({ text: query }, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return await response.json();
}

test("Relay's store adds pages to a connection and refetches a lead by its id", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'relay-'));
  try {
    await mkdir(join(folder, 'src'));
    await writeFile(join(folder, 'src/Store.js'), component);
    await writeFile(join(folder, 'schema.graphql'), await fetchSchema());
    await writeFile(join(folder, 'relay.config.json'), JSON.stringify({
      src: './src',
      schema: './schema.graphql',
      language: 'javascript',
      eagerEsModules: false,
      schemaConfig: { nodeInterfaceIdField: 'id' },
    }));
    await promisify(execFile)(relayCompiler, ['relay.config.json'], { cwd: folder });
    const require = createRequire(join(folder, 'src/'));
    const load = (name) => require(`./__generated__/${name}.graphql`);
    const environment = new Environment({
      network: Network.create(fetchData), store: new Store(new RecordSource()),
    });
    const variables = { count: 2 };
    const page = createOperationDescriptor(getRequest(load('StoreQuery')), variables);
    environment.retain(page);
    const list = () => environment.lookup(
      getSingularSelector(load('Store_list'), environment.lookup(page.fragment).data)).data.userActivity;

    await fetchQuery(environment, load('StoreQuery'), variables).toPromise();
    const { edges: first, pageInfo } = list();
    await fetchQuery(environment, load('StorePaginationQuery'), { ...variables, cursor: pageInfo.endCursor }).toPromise();
    const { edges: both } = list();
    const refetched = createOperationDescriptor(getRequest(load('StoreRefetchQuery')), { id: both[3].node.id });
    environment.retain(refetched);
    await fetchQuery(environment, load('StoreRefetchQuery'), { id: both[3].node.id }).toPromise();
    const lead = environment.lookup(getSingularSelector(load('Store_lead'), both[3].node)).data;

    assert.equal(first.length, 2);
    assert.equal(new Set(both.map(({ node }) => node.id)).size, 4);
    assert.deepEqual(both.slice(0, 2).map(({ node }) => node.id), first.map(({ node }) => node.id));
    assert.ok(lead.userId > 0);
    assert.match(lead.leadScore, /^(HOT|WARM|COOL|COLD)$/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
