import { useCallback, useState } from 'react';
import type { CombinedError, TypedDocumentNode } from '@urql/core';
import { useClient, type AnyVariables } from 'urql';
import { statusOf } from '../graphql/client';
import { failureOf, type Failure } from '../graphql/failure';

/** Why a change was not made. */
export type Refusal =
  /** The key has no right to change campaigns. */
  | { kind: 'forbidden' }
  /** The input makes no sense, at these arguments. */
  | { kind: 'invalid'; problems: { argument: string; message: string }[] }
  | { kind: 'failed'; failure: Failure };

interface Change<D, V> {
  /** Makes the change; undefined where it was not made. */
  make: (variables: V) => Promise<D | undefined>;
  making: boolean;
  /** Why the last attempt did not succeed. */
  refusal: Refusal | null;
  forget: () => void;
}

/** Has the service change something. */
export function useChange<D, V extends AnyVariables>(mutation: TypedDocumentNode<D, V>): Change<D, V> {
  const client = useClient();
  const [making, setMaking] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const make = useCallback(
    async (variables: V) => {
      setMaking(true);
      setRefusal(null);
      const { data, error } = await client.mutation<D, V>(mutation, variables).toPromise();
      setMaking(false);
      if (error) {
        setRefusal(refusalOf(error));
        return undefined;
      }
      return data;
    },
    [client, mutation],
  );
  const forget = useCallback(() => {
    setRefusal(null);
  }, []);
  return { make, making, refusal, forget };
}

/** Why a change was not made, from the errors of the response. */
export function refusalOf(error: Pick<CombinedError, 'graphQLErrors' | 'networkError' | 'response'>): Refusal {
  const codes = error.graphQLErrors.map((one) => one.extensions.code);
  if (codes.includes('AUTH_NOT_AUTHORIZED')) {
    return { kind: 'forbidden' };
  }
  const problems = error.graphQLErrors.flatMap(({ message, extensions: { argument } }) =>
    typeof argument === 'string' && /^input(\.|$)/.test(argument) ? [{ argument, message }] : [],
  );
  if (problems.length > 0 && problems.length === codes.length) {
    return { kind: 'invalid', problems };
  }
  const failure = failureOf(error, statusOf(error.response));
  return { kind: 'failed', failure: failure ?? { message: (t) => t.problem.status(null), code: null } };
}
