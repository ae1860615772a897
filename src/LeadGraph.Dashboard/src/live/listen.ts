import { stringifyDocument, type Client } from '@urql/core';
import { createClient, NetworkError } from 'graphql-sse';
import { createQueryClient, endpoint, statusOf } from '../graphql/client';
import {
  NewestPlaceDocument,
  TierChangesDocument,
  type TierChangesSubscription,
  type TierChangesSubscriptionVariables,
} from '../graphql/generated';
import { fetchWithLongs } from '../graphql/longs';
import { fetchWithTimeout } from '../graphql/timeout';
import type { Session } from '../session/session';
import { reconnectDelay, type TierChange } from './changes';

// The service says every twelve seconds that it is still there.
const timeoutMilliseconds = 30_000;

// What the service says when it cannot go on from a cursor: the page then begins anew, and reads the leads anew.
const lostPlace = ['CHANGES_DELETED', 'CURSOR_OF_OTHER_STORE', 'STORE_MISSING'];

export interface LiveListener {
  connected: () => void;
  lost: () => void;
  changed: (change: TierChange) => void;
}

/**
 * Listens for tier changes, and connects again whenever the connection ends, for whatever reason but a refused key.
 * With a store it begins after the newest change that is recorded, and then goes on after the last one that it got, as
 * long as the service can.
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
  // Null without a store.
  let after: string | null = null;
  const queries = createQueryClient(session);

  const connect = async () => {
    // A connection that is lost before its first change can go on from here too.
    after ??= await newestPlace(queries);
    if (stopped) {
      return;
    }
    const variables: TierChangesSubscriptionVariables = { after };
    client.subscribe<TierChangesSubscription>(
      { query: stringifyDocument(TierChangesDocument), variables: { ...variables } },
      {
        next({ data, errors }) {
          if (errors?.some(({ extensions }) => lostPlace.includes(String(extensions.code)))) {
            after = null;
          }
          if (data) {
            after = data.onLeadScoreChanged.cursor;
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
    timer = setTimeout(() => void connect(), reconnectDelay(failures++, Math.random()));
  };

  let stopped = false;
  void connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    client.dispose();
  };
}

/** The cursor after the newest change that is recorded, or null where there is no store, or no answer. */
async function newestPlace(queries: Client): Promise<string | null> {
  const { data } = await queries.query(NewestPlaceDocument, {}, { requestPolicy: 'network-only' }).toPromise();
  return data?.leadScoreChanges?.pageInfo.endCursor ?? null;
}
