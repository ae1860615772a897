// Runs the client tests against a server: the one at LEADGRAPH_URL, else one started here on demo data.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const startLimitSeconds = 600;

async function startServer(data) {
  const args = ['run', '--no-launch-profile', '--project', join(folder, '../../src/LeadGraph')];
  if (process.env.LEADGRAPH_NO_BUILD) args.push('--no-build');
  const server = spawn('dotnet', args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ASPNETCORE_URLS: 'http://127.0.0.1:0',
      LeadGraph__GraphQL__Introspection: 'true',
      LeadGraph__Demo__Enabled: 'true',
      LeadGraph__Demo__File: join(data, 'demo.db'),
      // Tiers have to change while a test waits for it.
      LeadGraph__Demo__EventEverySeconds: '1',
      LeadGraph__Live__Interval: '00:00:00.2',
      Logging__LogLevel__Default: 'Information',
    },
  });
  const lines = createInterface({ input: server.stdout });
  const address = await new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`No server after ${startLimitSeconds} s.`)), startLimitSeconds * 1000).unref();
    server.once('exit', (code) => reject(new Error(`The server ended with code ${code}.`)));
    lines.on('line', (line) => {
      const listening = /Now listening on: (\S+)/.exec(line);
      if (listening) resolve(listening[1]);
    });
  });
  return { server, url: `${address}/graphql` };
}

async function runTests(url) {
  const tests = (await readdir(folder)).filter((name) => name.endsWith('.test.mjs')).map((name) => join(folder, name));
  const runner = spawn(process.execPath, ['--test', ...tests], {
    stdio: 'inherit',
    env: { ...process.env, LEADGRAPH_URL: url },
  });
  return await new Promise((resolve) => runner.once('exit', (code) => resolve(code ?? 1)));
}

if (process.env.LEADGRAPH_URL) {
  process.exitCode = await runTests(process.env.LEADGRAPH_URL);
} else {
  const data = await mkdtemp(join(tmpdir(), 'leadgraph-clients-'));
  let started;
  try {
    started = await startServer(data);
    process.exitCode = await runTests(started.url);
  } finally {
    // `dotnet run` and the server that it started are one process group.
    if (started?.server.exitCode === null) process.kill(-started.server.pid, 'SIGTERM');
    await rm(data, { recursive: true, force: true });
  }
}
