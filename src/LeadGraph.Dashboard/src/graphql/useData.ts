import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { createRequest, type TypedDocumentNode } from '@urql/core';
import { useQuery, type AnyVariables, type UseQueryArgs } from 'urql';
import { statusOf } from './client';
import { failureOf, isWithheld, type Failure } from './failure';
import { receivedAt } from './received';
import { useRevision } from './revision';

export interface Data<D> {
  /** The latest good answer; while another is fetched, or after a failure, the one before. */
  data: D | undefined;
  /** When the data came from the service; null while there are none. */
  at: string | null;
  /** Whether the answer shown is one to an earlier question. */
  outdated: boolean;
  /** Whether fields of it were withheld for want of the right to personal data. */
  withheld: boolean;
  /** What came of the last attempt; known until the next one ends. */
  failure: Failure | null;
  /** Whether an attempt is under way. */
  trying: boolean;
  retry: () => void;
}

/**
 * Asks the service, and asks again whenever there is news.
 * @param variables Null while they are not known: then nothing is asked.
 * @param once Whether one good answer is enough, such as of the past, of which there is no news.
 */
export function useData<D, V extends AnyVariables>(
  query: TypedDocumentNode<D, V>,
  variables: V | null,
  once = false,
): Data<D> {
  const revision = useRevision();
  const pause = variables === null;
  const { key } = useMemo(() => createRequest(query, variables ?? ({} as V)), [query, variables]);
  const requestPolicy = once ? 'cache-first' : 'cache-and-network';
  const request = { query, variables: variables ?? {}, requestPolicy, pause } as UseQueryArgs<V, D>;
  const [result, execute] = useQuery<D, V>(request);

  const answer = !result.fetching && result.operation?.key === key ? (result.data ?? undefined) : undefined;
  const [good, setGood] = useState<{ data: D; key: number }>();
  if (answer !== undefined && good?.data !== answer) {
    setGood({ data: answer, key });
  }

  const told = useMemo(() => failureOf(result.error, statusOf(result.error?.response)), [result.error]);
  const [failed, setFailed] = useState<{ failure: Failure; key: number } | null>(null);
  if (!result.fetching && failed?.failure !== (told ?? undefined)) {
    setFailed(told && { failure: told, key });
  }

  const asked = useRef(revision);
  useEffect(() => {
    if (asked.current !== revision) {
      asked.current = revision;
      if (!pause && (!once || answer === undefined)) {
        execute({ requestPolicy: 'network-only' });
      }
    }
  }, [revision, execute, pause, once, answer]);

  const retry = useCallback(() => {
    execute({ requestPolicy: 'network-only' });
  }, [execute]);

  const data = answer ?? good?.data;
  return {
    data,
    at: receivedAt(data),
    outdated: answer === undefined && good !== undefined && good.key !== key,
    withheld: isWithheld(result.error),
    failure: result.fetching ? (failed?.key === key ? failed.failure : null) : told,
    trying: result.fetching,
    retry,
  };
}
