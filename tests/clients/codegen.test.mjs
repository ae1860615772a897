import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';
import ts from 'typescript';
import { fetchSchema } from './server.mjs';

const document = parse(`
  query Leads($where: UserActivityFilterInput, $order: [UserActivitySortInput!]) {
    userActivity(where: $where, order: $order) { totalCount nodes { userId username leadScore } }
  }
  subscription Changes { onLeadScoreChanged { userId previous current } }
`);

test('@graphql-codegen generates types from the schema, and they compile', async () => {
  const output = await codegen({
    filename: 'graphql.ts',
    schema: parse(await fetchSchema()),
    documents: [{ location: 'leads.graphql', document }],
    config: { scalars: { Long: 'number', DateTime: 'string', JSON: 'unknown' } },
    pluginMap: { typescript, typescriptOperations, typedDocumentNode },
    plugins: [{ typescript: {} }, { typescriptOperations: {} }, { typedDocumentNode: {} }],
  });

  assert.match(output, /export type LeadsQuery /);
  assert.match(output, /export type ChangesSubscription /);
  const { diagnostics } = ts.transpileModule(output, { reportDiagnostics: true });
  assert.deepEqual(diagnostics, []);
});
