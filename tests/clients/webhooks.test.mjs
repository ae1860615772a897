// The verification library of Standard Webhooks accepts what LeadGraph delivers, and docs/webhooks.md's receiver does.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { eventLimit } from './server.mjs';

const receiver = process.env.LEADGRAPH_WEBHOOK_RECEIVER;
const secret = process.env.LEADGRAPH_WEBHOOK_SECRET;
const options = { ...eventLimit, skip: receiver ? false : 'The server was started elsewhere, without webhooks.' };

const deliveries = async (count) => {
  for (;;) {
    const all = await (await fetch(receiver)).json();
    if (all.length >= count) return all;
    await wait(200);
  }
};

test('standardwebhooks: every delivery is accepted, and each change has one id', options, async () => {
  const all = await deliveries(6);
  const ids = new Map();
  for (const { headers, body } of all) {
    const message = new Webhook(secret).verify(body, headers);
    assert.equal(message.type, 'lead_score.changed');
    assert.match(message.timestamp, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.deepEqual(
      Object.keys(message.data), ['id', 'user_id', 'previous', 'current', 'reason', 'removed', 'changed_at', 'lead']);
    assert.deepEqual(Object.keys(message.data.lead ?? { first_name: '' }), ['first_name']);
    assert.equal(ids.get(message.data.id) ?? headers['webhook-id'], headers['webhook-id']);
    ids.set(message.data.id, headers['webhook-id']);
  }
  assert.equal(new Set(ids.values()).size, ids.size);
  assert.ok(ids.size < all.length);
  assert.deepEqual([...ids.keys()], [...ids.keys()].sort((one, other) => one - other));
});

test('standardwebhooks: a tampered body, an old timestamp and a wrong secret are refused', options, async () => {
  const [{ headers, body }] = await deliveries(1);
  const webhook = new Webhook(secret);
  const old = String(Number(headers['webhook-timestamp']) - 600);

  assert.throws(() => webhook.verify(body.replace('"user_id":', '"user_id":1'), headers), /No matching signature/);
  assert.throws(() => webhook.verify(body, { ...headers, 'webhook-id': 'msg_1' }), /No matching signature/);
  assert.throws(() => webhook.verify(body, { ...headers, 'webhook-timestamp': old }), /too old/);
  assert.throws(
    () => new Webhook(`whsec_${Buffer.alloc(32, 1).toString('base64')}`).verify(body, headers),
    /No matching signature/);
});

test('docs/webhooks.md: the receiver in Node accepts deliveries and refuses others', options, async () => {
  const page = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
  const code = codeOf(page, 'Node');
  const port = await freePort();
  const process_ = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: new URL('.', import.meta.url), stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) },
  });
  try {
    const [{ headers, body }] = await deliveries(1);
    const post = async (text) => {
      for (;;) {
        try {
          const send = Object.entries(headers).filter(([name]) => name.startsWith('webhook-'));
          return (await fetch(`http://127.0.0.1:${port}/`, {
            method: 'POST', headers: Object.fromEntries(send), body: text })).status;
        } catch {
          assert.equal(process_.exitCode, null);
          await wait(100);
        }
      }
    };
    assert.equal(await post(body), 204);
    assert.equal(await post(`${body} `), 500);
    assert.equal(await post(body), 204);
  } finally {
    process_.kill();
  }
});

test('docs/webhooks.md: the receivers are ten lines at most', async () => {
  const page = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
  for (const language of ['Node', 'C#']) {
    const lines = codeOf(page, language).split('\n').length;
    assert.ok(lines > 5 && lines <= 10, `${language}: ${lines}`);
  }
});

test('docs/webhooks.md: a receiver with a recipe survives faults, and tests send nothing', options, async () => {
  const page = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
  const port = await freePort();
  const lines = codeOf(page, 'Node').split('\n');
  const code = lines.map((line) => line.includes('console.log(') ? codeOf(page, 'Slack') : line).join('\n');
  const process_ = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: new URL('.', import.meta.url), stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      ...process.env, WEBHOOK_SECRET: secret, PORT: String(port), SLACK_URL: `http://127.0.0.1:${await freePort()}/` },
  });
  const post = async (type, data) => {
    const now = new Date();
    const body = JSON.stringify({ type, timestamp: now.toISOString(), data });
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST', body,
      headers: {
        'webhook-id': 'msg_1', 'webhook-timestamp': String(Math.floor(now / 1000)),
        'webhook-signature': new Webhook(secret).sign('msg_1', now, body) } });
    return response.status;
  };
  try {
    for (let socket; !socket;) {
      assert.equal(process_.exitCode, null);
      socket = await new Promise((resolve) => {
        const opened = connect(port, '127.0.0.1', () => resolve(opened)).on('error', () => resolve(null));
      });
      if (!socket) await wait(100);
      // A request that ends before its body.
      else await new Promise((resolve) => socket.on('close', resolve).write(
        'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n1', () => socket.destroy()));
    }
    assert.equal(await post('webhook.test', { webhook: 'crm' }), 204);
    assert.equal(await post('lead_score.changed', { user_id: 1, lead: null, current: 'hot' }), 500);
    assert.equal(await post('webhook.test', { webhook: 'crm' }), 204);
  } finally {
    process_.kill();
  }
});

function codeOf(page, heading) {
  const section = page.split(`\n### ${heading}\n`)[1].split(/\n#+ /)[0];
  return section.split('\n').filter((line) => line.startsWith('    ')).map((line) => line.slice(4)).join('\n');
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
