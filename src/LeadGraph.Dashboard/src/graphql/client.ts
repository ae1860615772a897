import { Client, cacheExchange, fetchExchange, mapExchange } from '@urql/core';
import type { Session } from '../session/session';
import { noteDemo } from './demo';
import { fetchWithLongs } from './longs';
import { noteReceived } from './received';
import { fetchWithTimeout } from './timeout';

/** Where the service answers GraphQL, beside the page itself. */
export const endpoint = 'graphql';

/** How long to wait for an answer of the service's, or for the next piece of it. */
export const timeoutMilliseconds = 15_000;

/** A client for queries, which tells the session when the service refuses its key. */
export function createQueryClient(session: Session): Client {
  const { key } = session.state;
  return new Client({
    url: new URL(endpoint, document.baseURI).href,
    preferGetMethod: false,
    fetch: async (input, init) =>
      noteDemo(await fetchWithLongs(fetchWithTimeout.bind(null, timeoutMilliseconds), input, init)),
    fetchOptions: { headers: session.headers },
    exchanges: [
      mapExchange({
        onError(error) {
          if (statusOf(error.response) === 401) {
            session.refuse(key);
          }
        },
      }),
      cacheExchange,
      mapExchange({
        onResult({ data }) {
          noteReceived(data);
        },
      }),
      fetchExchange,
    ],
  });
}

/** The status of the answer that urql hands on untyped, or null where there was no answer. */
export function statusOf(response: unknown): number | null {
  return response instanceof Response ? response.status : null;
}
