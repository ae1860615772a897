// Generates the types of the operations in src/ from the schema that the service exports.
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { buildASTSchema, getNamedType, parse, TypeInfo, typeFromAST, visit, visitWithTypeInfo } from 'graphql';

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

const schema = parse(await readFile(schemaFile, 'utf8'));

const generated = await codegen({
  filename,
  schema,
  documents,
  config: {
    enumsAsTypes: true,
    useTypeImports: true,
    // JavaScript's numbers hold no 64-bit integer; src/graphql/longs.ts keeps the digits.
    scalars: { Long: 'string', DateTime: 'string', Date: 'string', JSON: 'unknown' },
  },
  pluginMap: { typescriptOperations, typedDocumentNode },
  plugins: [{ typescriptOperations: {} }, { typedDocumentNode: {} }],
});

const names = namesByScalar();
const output = `${generated}
${constant('longFields', 'The fields of type Long, by their names in responses.', names.fields('Long'))}
${constant('jsonFields', 'The fields of type JSON, by their names in responses.', names.fields('JSON'))}
${constant('longVariables', 'The variables of type Long.', names.variables('Long'))}`;

await mkdir(path.dirname(filename), { recursive: true });
const current = await readFile(filename, 'utf8').catch(() => '');
if (current !== output) {
  await writeFile(filename, output);
}

function constant(name, comment, values) {
  return `/** ${comment} */\nexport const ${name}: readonly string[] = ${JSON.stringify(values)};\n`;
}

/** What fields and variables of a scalar type are called; in no place may such a name stand for another type. */
function namesByScalar() {
  const built = buildASTSchema(schema);
  const info = new TypeInfo(built);
  const fields = new Map();
  const variables = new Map();
  const note = (map, name, type) => map.set(name, new Set(map.get(name)).add(type?.name));
  for (const { document } of documents) {
    visit(
      document,
      visitWithTypeInfo(info, {
        Field: ({ alias, name }) => {
          note(fields, (alias ?? name).value, getNamedType(info.getType()));
        },
        VariableDefinition: ({ variable, type }) => {
          note(variables, variable.name.value, getNamedType(typeFromAST(built, type)));
        },
      }),
    );
  }
  const of = (map) => (type) => {
    const found = [...map].filter(([, types]) => types.has(type));
    const mixed = found.find(([, types]) => types.size > 1);
    if (mixed) {
      throw new Error(`${mixed[0]} is of several types: ${[...mixed[1]].join(', ')}. Use an alias.`);
    }
    return found.map(([name]) => name).sort();
  };
  return { fields: of(fields), variables: of(variables) };
}
