import { describe, expect, it } from 'vitest';
import { fetchWithLongs, withLongs, withoutLongs } from './longs';

describe('withoutLongs', () => {
  it.each([
    ['{"data":{"userId":9007199254740993,"totalEvents":3}}', '{"data":{"userId":"9007199254740993","totalEvents":3}}'],
    ['{"userId":-9223372036854775808}', '{"userId":"-9223372036854775808"}'],
    ['{"userId":7}', '{"userId":"7"}'],
    ['{"userId" : 7, "nodes": [{"id": 1}]}', '{"userId":"7","nodes":[{"id":"1"}]}'],
    ['{"firstName":"\\"userId\\":9007199254740993"}', '{"firstName":"\\"userId\\":9007199254740993"}'],
    ['{"firstName":"9007199254740993"}', '{"firstName":"9007199254740993"}'],
    ['{"details":{"id":7,"chat":9007199254740993}}', '{"details":{"id":7,"chat":"9007199254740993"}}'],
    ['{"details":[1.5e300,-0.25,"1"]}', '{"details":[1.5e+300,-0.25,"1"]}'],
    ['{"userId":null}', '{"userId":null}'],
    ['no JSON', 'no JSON'],
  ])('%s', (json, expected) => {
    expect(withoutLongs(json)).toBe(expected);
  });
});

describe('withLongs', () => {
  it.each([
    ['{"variables":{"userId":"9007199254740993"}}', '{"variables":{"userId":9007199254740993}}'],
    ['{"variables":{"search":"1","userId":"-7"}}', '{"variables":{"search":"1","userId":-7}}'],
    ['{"variables":{"search":",\\"userId\\":\\"7\\""}}', '{"variables":{"search":",\\"userId\\":\\"7\\""}}'],
    ['{"variables":{"userId":"x"}}', '{"variables":{"userId":"x"}}'],
    ['{"where":{"userId":{"in":["7","9007199254740993"]}}}', '{"where":{"userId":{"in":[7,9007199254740993]}}}'],
    ['{"where":{"email":{"in":["7"]}}}', '{"where":{"email":{"in":["7"]}}}'],
  ])('%s', (body, expected) => {
    expect(withLongs(body)).toBe(expected);
  });
});

describe('fetchWithLongs', () => {
  it('keeps the digits of events, however they are cut into pieces', async () => {
    const text =
      'event: next\ndata: {"data":{"userId":9007199254740993,"name":"Анна"}}\n\n:\n\nevent: complete\ndata:\n\n';
    const bytes = new TextEncoder().encode(text);
    const body = new ReadableStream<Uint8Array>({
      start(output) {
        bytes.forEach((_, index) => {
          output.enqueue(bytes.slice(index, index + 1));
        });
        output.close();
      },
    });
    const headers = { 'content-type': 'text/event-stream; charset=utf-8' };

    const response = await fetchWithLongs(() => Promise.resolve(new Response(body, { headers })), 'graphql');

    expect(await response.text()).toBe(text.replace('9007199254740993', '"9007199254740993"'));
  });

  it('leaves alone what was refused', async () => {
    const refused = new Response('{"userId":7}', { status: 403 });

    expect(await fetchWithLongs(() => Promise.resolve(refused), 'graphql')).toBe(refused);
  });
});
