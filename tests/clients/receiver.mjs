// A receiver of webhooks that keeps what it gets: GET returns it. It refuses every third request.
import { createServer } from 'node:http';

export async function startReceiver() {
  const deliveries = [];
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(deliveries));
      return;
    }
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const status = deliveries.length % 3 === 2 ? 500 : 204;
    deliveries.push({ headers: request.headers, body, status });
    response.writeHead(status).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}/` };
}
