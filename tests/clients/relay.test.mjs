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
      edges { node { id userId username leadScore lastActivity ...Leads_lead } }
    }
  }
\`;
export const lead = graphql\`
  fragment Leads_lead on UserActivity @refetchable(queryName: "LeadsRefetchQuery") { username leadScore totalEvents }
\`;
export const campaigns = graphql\`
  fragment Leads_campaign on Campaign @refetchable(queryName: "LeadsCampaignQuery") { name status }
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

    const run = async (operation, variables) => {
      const artifact = await readFile(join(folder, `src/__generated__/${operation}.graphql.ts`), 'utf8');
      const query = JSON.parse(/"text": (".*")/.exec(artifact)[1]);
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = await response.json();
      assert.equal(errors, undefined);
      return data;
    };

    const page = await run('LeadsPaginationQuery', { count: 2 });
    assert.equal(page.userActivity.edges.length, 2);
    assert.equal(typeof page.userActivity.pageInfo.hasNextPage, 'boolean');
    const next = await run('LeadsPaginationQuery', { count: 2, cursor: page.userActivity.pageInfo.endCursor });
    assert.notEqual(next.userActivity.edges[0].node.id, page.userActivity.edges[0].node.id);

    const shown = page.userActivity.edges[0].node;
    const { node } = await run('LeadsRefetchQuery', { id: shown.id });
    assert.equal(node.__typename, 'UserActivity');
    assert.equal(node.id, shown.id);
    assert.equal(node.username, shown.username);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
