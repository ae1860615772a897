// An assistant's client, as docs/mcp.md says, with the five questions that people ask most.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { url } from './server.mjs';

const endpoint = new URL('/mcp', url);
const day = 24 * 60 * 60 * 1000;
const mostCalls = 3;

test('the tools are read-only, and described by the GraphQL schema', async () => {
  await withClient(async (client) => {
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map(({ name }) => name).sort(), [
      'campaign_results', 'explain_lead', 'list_leads', 'preview_rules', 'recent_changes', 'scoring_rules',
      'tier_history', 'tier_summary',
    ]);
    for (const { annotations, description } of tools) {
      assert.equal(annotations.readOnlyHint, true);
      assert.ok(description);
    }
    assert.match(client.getInstructions(), /HOT, WARM, COOL and COLD/);
  });
});

test('an error of GraphQL is an error of the tool, with its code', async () => {
  await withClient(async (client) => {
    const result = await client.callTool({ name: 'list_leads', arguments: { first: 101 } });
    assert.equal(result.isError, true);
    assert.match(JSON.parse(result.content[0].text).errors[0].code, /^HC/);
  });
});

test('docs/mcp.md: the calls of the examples are answered', async () => {
  const page = await readFile(new URL('../../docs/mcp.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/^ {4}([a-z_]+) (\{.*\})$/gm)];
  assert.ok(examples.length >= 9);
  await withClient(async (client) => {
    const { tools } = await client.listTools();
    assert.deepEqual(
      [...new Set(examples.map(([, name]) => name))].sort(), tools.map(({ name }) => name).sort());
    for (const [, name, text] of examples) {
      // A history goes back 400 days at most.
      const given = text.replaceAll(/"from": "[-\d]+"/g, `"from": "${dateOf(Date.now() - 30 * day)}"`);
      await call(client, name, JSON.parse(given));
    }
  });
});

question('Whom should I call now, and why?', async (ask) => {
  const { userActivity } = await ask('list_leads', {
    leadScores: ['HOT'], order: [{ momentum: 'DESC' }], first: 1,
  });
  const [lead] = userActivity.nodes;
  assert.equal(lead.leadScore, 'HOT');
  assert.ok(lead.firstName);
  const { userActivityById: why } = await ask('explain_lead', { userId: lead.userId });
  const sum = why.explanation.eventTypes.reduce((points, type) => points + type.points, 0);
  assert.equal(sum, why.points);
  assert.ok(sum >= 20);
});

question('Who cools tomorrow?', async (ask) => {
  const tomorrow = new Date(dateOf(Date.now() + day));
  const end = new Date(tomorrow.getTime() + day);
  const { userActivity } = await ask('list_leads', {
    where: { fallsAt: { gte: tomorrow.toISOString(), lt: end.toISOString() } },
    order: [{ fallsAt: 'ASC' }],
    first: 100,
  });
  assert.ok(userActivity.totalCount > 0);
  let before = tomorrow;
  for (const { fallsAt, fallsTo, leadScore } of userActivity.nodes) {
    const at = new Date(fallsAt);
    assert.ok(at >= before && at < end);
    assert.notEqual(fallsTo, leadScore);
    before = at;
  }
});

question('How did hot develop this month?', async (ask) => {
  const { leadScoreHistory } = await ask('tier_history', { from: dateOf(Date.now() - 30 * day) });
  assert.ok(leadScoreHistory.length >= 29);
  leadScoreHistory.slice(1).forEach(({ hot, entered, left }, index) => {
    assert.equal(hot, leadScoreHistory[index].hot + entered.hot - left.hot);
  });
});

question('Would 15 events make too many hot?', async (ask) => {
  const { scoringRules } = await ask('scoring_rules', {});
  assert.ok(scoringRules.hot.minEvents > 15);
  const { scoringPreview } = await ask('preview_rules', { rules: { hot: { minEvents: 15 } } });
  const usersIn = (tiers) => tiers.find(({ leadScore }) => leadScore === 'HOT').users;
  const comers = scoringPreview.moves.filter(({ to }) => to === 'HOT').reduce((sum, { users }) => sum + users, 0);
  assert.equal(usersIn(scoringPreview.proposed), usersIn(scoringPreview.current) + comers);
});

question('Did B work?', async (ask) => {
  const { campaigns } = await ask('campaign_results', {});
  const { campaignId, variants } = campaigns.nodes.find(({ status }) => status === 'FINISHED');
  const b = variants[1].name;
  const { campaign } = await ask('campaign_results', { id: campaignId });
  const verdict = campaign.comparisons.find(
    (one) => one.variant === b && one.with === null && one.leadScore === null);
  assert.match(verdict.verdict, /^(BETTER|WORSE|UNDECIDED)$/);
  const result = campaign.results.find((one) => one.variant === b && one.leadScore === null);
  assert.ok(result.converted <= result.members);
});

function question(text, answer) {
  test(`"${text}" is answered in at most ${mostCalls} calls`, async () => {
    await withClient(async (client) => {
      // With what is known of the tools, the client checks each result against its schema.
      await client.listTools();
      let calls = 0;
      await answer((name, args) => {
        calls++;
        return call(client, name, args);
      });
      assert.ok(calls > 0 && calls <= mostCalls);
    });
  });
}

async function call(client, name, args) {
  const result = await client.callTool({ name, arguments: args });
  assert.ok(!result.isError, result.content[0].text);
  assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent);
  return result.structuredContent;
}

async function withClient(use) {
  const client = new Client({ name: 'leadgraph-tests', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(endpoint));
  try {
    await use(client);
  } finally {
    await client.close();
  }
}

function dateOf(time) {
  return new Date(time).toISOString().slice(0, 10);
}
