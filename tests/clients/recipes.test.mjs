import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { compile } from './compile.mjs';

const page = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');
const schema = await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8');

// Those of the schema beside the scalars that every schema has.
const scalars = [...schema.matchAll(/^scalar (\w+)/gm)].map(([, name]) => name).sort();

for (const client of ['Apollo Client', 'urql']) {
  test(`docs/api.md: the recipe for ${client} compiles`, () => {
    assert.deepEqual(compile(`${recipe(client)}\nexport { client };\n`), []);
  });
}

test('docs/api.md: the recipe for Relay is a configuration', () => {
  const { schemaConfig, customScalarTypes } = JSON.parse(recipe('Relay').replace(/^\/\/.*$/m, ''));

  assert.deepEqual(schemaConfig, { nodeInterfaceIdField: 'id' });
  assert.deepEqual(Object.keys(customScalarTypes).sort(), scalars);
});

// The indented lines below a heading of the page.
function recipe(heading) {
  const section = page.split(`\n### ${heading}\n`)[1].split(/\n#+ /)[0];
  return section.split('\n').filter((line) => /^( {4}|$)/.test(line)).map((line) => line.slice(4)).join('\n');
}
