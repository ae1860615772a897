// Runs the client tests against a server: the one at LEADGRAPH_URL, else one started here on demo data.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startReceiver } from './receiver.mjs';
import { startServer } from './start.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

async function runTests(url, settings = {}) {
  const tests = (await readdir(folder)).filter((name) => name.endsWith('.test.mjs')).map((name) => join(folder, name));
  const runner = spawn(process.execPath, ['--test', ...tests], {
    stdio: 'inherit',
    env: { ...process.env, LEADGRAPH_URL: url, ...settings },
  });
  return await new Promise((resolve) => runner.once('exit', (code) => resolve(code ?? 1)));
}

if (process.env.LEADGRAPH_URL) {
  process.exitCode = await runTests(process.env.LEADGRAPH_URL);
} else {
  const data = await mkdtemp(join(tmpdir(), 'leadgraph-clients-'));
  const receiver = await startReceiver();
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  let started;
  try {
    started = await startServer(data, {
      LeadGraph__Webhooks__crm__Url: receiver.url,
      LeadGraph__Webhooks__crm__Secret: secret,
      LeadGraph__Webhooks__crm__Fields: 'first_name',
    });
    process.exitCode = await runTests(
      started.url, { LEADGRAPH_WEBHOOK_RECEIVER: receiver.url, LEADGRAPH_WEBHOOK_SECRET: secret });
  } finally {
    await started?.stop();
    receiver.server.close();
    receiver.server.closeAllConnections();
    await rm(data, { recursive: true, force: true });
  }
}
