import assert from 'node:assert/strict';
import { test } from 'node:test';
import createClient from 'openapi-fetch';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { compile } from './compile.mjs';
import { url } from './server.mjs';

const service = new URL('/', url).href.replace(/\/$/, '');

// As an integration would: typed parameters and rows, and the next page by Link.
const integration = `
import createClient from 'openapi-fetch';

export async function hot(baseUrl: string): Promise<[number, string | null][]> {
  const client = createClient<paths>({ baseUrl });
  const { data, error, response } = await client.GET('/api/user-activity', {
    params: { query: { lead_score: ['hot'], limit: 2, count: true, strict: true } },
  });
  if (error) throw new Error(error.error);
  const next: string | null = response.headers.get('link');
  return next === null ? [] : data.map((lead) => [lead.total_events, lead.username]);
}
`;

test('openapi-typescript generates types of the OpenAPI document, and a client by them compiles', async () => {
  const types = astToString(await openapiTypescript(new URL(`${service}/openapi/v1.json`)));

  assert.match(types, /listLeads: \{/);
  assert.match(types, /listLeadScoreChanges: \{/);
  assert.deepEqual(compile(types + integration), []);
  assert.notDeepEqual(compile(types + integration.replace('limit: 2', "limit: 'two'")), []);
});

test('openapi-fetch reads pages as the document describes them', async () => {
  const client = createClient({ baseUrl: service });
  const query = { limit: 3, count: true, strict: true };

  const first = await client.GET('/api/user-activity', { params: { query } });
  const after = new URL(/<(.*)>/.exec(first.response.headers.get('link'))[1], service).searchParams.get('after');
  const second = await client.GET('/api/user-activity', { params: { query: { ...query, after } } });
  const wrong = await client.GET('/api/user-activity', { params: { query: { ...query, limt: 3 } } });

  assert.equal(first.data.length, 3);
  assert.ok(Number(first.response.headers.get('x-total-count')) > 3);
  assert.equal(second.data.length, 3);
  assert.ok(first.data.every((lead) => second.data.every((other) => other.user_id !== lead.user_id)));
  assert.equal(wrong.response.status, 400);
  assert.match(wrong.error.error, /limit/);
});
