// What the tests know about the server.
import { createHash } from 'node:crypto';

export const url = process.env.LEADGRAPH_URL;
if (!url) throw new Error('LEADGRAPH_URL is not set; start the tests by `npm test`.');

export const socketUrl = url.replace(/^http/, 'ws');

export const sha256 = (text) => createHash('sha256').update(text).digest('hex');

export async function fetchSchema() {
  const response = await fetch(`${url}/schema.graphql`);
  if (!response.ok) throw new Error(`The schema was answered with ${response.status}.`);
  return await response.text();
}

// Tiers change every few seconds on demo data.
export const eventLimit = { timeout: 600_000 };
