import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';
import { compile } from './compile.mjs';
import { fetchSchema } from './server.mjs';

const document = parse(`
  query Leads($where: UserActivityFilterInput, $order: [UserActivitySortInput!]) {
    userActivity(where: $where, order: $order) { totalCount nodes { userId username leadScore } }
  }
  subscription Changes { onLeadScoreChanged { userId previous current } }
`);

async function generate(plugins) {
  return await codegen({
    filename: 'generated.ts',
    schema: parse(await fetchSchema()),
    documents: [{ location: 'leads.graphql', document }],
    config: { scalars: { Long: 'number', DateTime: 'string', Date: 'string', JSON: 'unknown' } },
    pluginMap: plugins,
    plugins: Object.keys(plugins).map((name) => ({ [name]: {} })),
  });
}

test('@graphql-codegen generates types of the schema, and they compile', async () => {
  const output = await generate({ typescript });

  assert.match(output, /export type UserActivity = /);
  assert.deepEqual(compile(output), []);
});

test('@graphql-codegen generates typed documents, and they compile', async () => {
  const output = await generate({ typescriptOperations, typedDocumentNode });

  assert.match(output, /export type LeadsQuery /);
  assert.match(output, /export const ChangesDocument /);
  assert.deepEqual(compile(output), []);
});
