import { stringifyDocument } from '@urql/core';
import { createClient, NetworkError } from 'graphql-sse';
import { endpoint, statusOf } from '../graphql/client';
import { TierChangesDocument, type TierChangesSubscription } from '../graphql/generated';
import { fetchWithLongs } from '../graphql/longs';
import { fetchWithTimeout } from '../graphql/timeout';
import type { Session } from '../session/session';
import { reconnectDelay, type TierChange } from './changes';

// The service says every twelve seconds that it is still there.
const timeoutMilliseconds = 30_000;

export interface LiveListener {
  connected: () => void;
  lost: () => void;
  changed: (change: TierChange) => void;
}

/**
 * Listens for tier changes, and connects again whenever the connection ends, for whatever reason but a refused key.
 * @returns A function that ends the listening.
 */
export function listen(session: Session, { connected, lost, changed }: LiveListener): () => void {
  const { key } = session.state;
  const client = createClient({
    url: new URL(endpoint, document.baseURI).href,
    headers: session.headers,
    retryAttempts: 0,
    fetchFn: (input: RequestInfo | URL, init?: RequestInit) =>
      fetchWithLongs(fetchWithTimeout.bind(null, timeoutMilliseconds), input, init),
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const connect = () => {
    client.subscribe<TierChangesSubscription>(
      { query: stringifyDocument(TierChangesDocument) },
      {
        next({ data }) {
          if (data) {
            changed(data.onLeadScoreChanged);
          }
        },
        error: ended,
        complete: ended,
      },
      {
        connected() {
          failures = 0;
          connected();
        },
      },
    );
  };

  const ended = (reason?: unknown) => {
    if (stopped) {
      return;
    }
    if (reason instanceof NetworkError && statusOf(reason.response) === 401) {
      session.refuse(key);
      return;
    }
    lost();
    timer = setTimeout(connect, reconnectDelay(failures++, Math.random()));
  };

  let stopped = false;
  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    client.dispose();
  };
}
