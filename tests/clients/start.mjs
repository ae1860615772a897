// Starts a server on demo data.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const startLimitSeconds = 600;

export async function startServer(data, settings = {}, port = 0) {
  const args = ['run', '--no-launch-profile', '--project', join(folder, '../../src/LeadGraph')];
  if (process.env.LEADGRAPH_NO_BUILD) args.push('--no-build');
  const server = spawn('dotnet', args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ASPNETCORE_URLS: `http://127.0.0.1:${port}`,
      LeadGraph__GraphQL__Introspection: 'true',
      LeadGraph__Demo__Enabled: 'true',
      LeadGraph__Demo__File: join(data, 'demo.db'),
      // Tiers have to change while a test waits for it.
      LeadGraph__Demo__EventEverySeconds: '1',
      LeadGraph__Live__Interval: '00:00:00.2',
      Logging__LogLevel__Default: 'Information',
      ...settings,
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
  const stop = async () => {
    // `dotnet run` and the server that it started are one process group.
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit');
      process.kill(-server.pid, 'SIGTERM');
      await ended;
    }
  };
  return { stop, url: `${address}/graphql` };
}
