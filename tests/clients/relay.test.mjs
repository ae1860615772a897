import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import relayCompiler from 'relay-compiler';
import { fetchSchema, url } from './server.mjs';

const component = `
import { graphql } from 'react-relay';
export const query = graphql\`
  query LeadsQuery($count: Int!, $cursor: String) { ...Leads_list }
\`;
export const list = graphql\`
  fragment Leads_list on Query @refetchable(queryName: "LeadsPaginationQuery") {
    userActivity(first: $count, after: $cursor, where: { totalEvents: { gt: 0 } }) @connection(key: "Leads_userActivity") {
      edges { node { userId username leadScore lastActivity } }
    }
  }
\`;
export const changes = graphql\`
  subscription LeadsSubscription { onLeadScoreChanged { userId current userActivity { leadScore } } }
\`;
`;

test('relay-compiler compiles against the schema, and its output runs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'relay-'));
  try {
    await mkdir(join(folder, 'src'));
    await writeFile(join(folder, 'src/Leads.js'), component);
    await writeFile(join(folder, 'schema.graphql'), await fetchSchema());
    await writeFile(join(folder, 'relay.config.json'), JSON.stringify({
      src: './src',
      schema: './schema.graphql',
      language: 'typescript',
      schemaConfig: { nodeInterfaceIdField: 'id' },
      customScalarTypes: { Long: 'number', DateTime: 'string', Date: 'string', JSON: 'unknown' },
    }));
    await promisify(execFile)(relayCompiler, ['relay.config.json'], { cwd: folder });

    const artifact = await readFile(join(folder, 'src/__generated__/LeadsPaginationQuery.graphql.ts'), 'utf8');
    const query = JSON.parse(/"text": (".*")/.exec(artifact)[1]);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { count: 2 } }),
    });
    const { data, errors } = await response.json();

    assert.equal(errors, undefined);
    assert.equal(data.userActivity.edges.length, 2);
    assert.equal(typeof data.userActivity.pageInfo.hasNextPage, 'boolean');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
