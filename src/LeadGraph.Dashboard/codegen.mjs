// Generates the types of the operations in src/ from the schema that the service exports.
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';

const folder = import.meta.dirname;
const schemaFile = path.join(folder, '../../schema.graphql');
const filename = path.join(folder, 'src/graphql/generated.ts');

const files = (await readdir(path.join(folder, 'src'), { recursive: true }))
  .filter((file) => file.endsWith('.graphql'))
  .sort();
const documents = await Promise.all(
  files.map(async (file) => {
    const location = path.join(folder, 'src', file);
    return { location, document: parse(await readFile(location, 'utf8')) };
  }),
);

const output = await codegen({
  filename,
  schema: parse(await readFile(schemaFile, 'utf8')),
  documents,
  config: {
    enumsAsTypes: true,
    useTypeImports: true,
    scalars: { Long: 'number', DateTime: 'string', JSON: 'unknown' },
  },
  pluginMap: { typescriptOperations, typedDocumentNode },
  plugins: [{ typescriptOperations: {} }, { typedDocumentNode: {} }],
});

await mkdir(path.dirname(filename), { recursive: true });
const current = await readFile(filename, 'utf8').catch(() => '');
if (current !== output) {
  await writeFile(filename, output);
}
