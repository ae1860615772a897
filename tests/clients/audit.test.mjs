import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { url } from './server.mjs';

// These two ask for application/json where the client accepts everything. The specification has since made
// application/graphql-response+json the default, and that is what is answered.
const turnedRound = new Set(['47DE', '80D8']);

for (const audit of serverAudits({ url })) {
  test(`graphql-http ${audit.id}: ${audit.name}`, async () => {
    const result = await audit.fn();
    if (turnedRound.has(audit.id)) {
      assert.equal(result.response?.headers.get('content-type'), 'application/graphql-response+json; charset=utf-8');
    } else if (!audit.name.startsWith('MAY')) {
      assert.equal(result.status, 'ok', result.reason);
    }
  });
}
