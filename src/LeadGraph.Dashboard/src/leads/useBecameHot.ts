import { useMemo } from 'react';
import { BecameHotDocument } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { dayBounds, dayIn } from '../text/calendar';
import { useNow } from '../text/now';
import { useScoringZone } from '../tiers/useScoringZone';

/** The leads that became hot today. */
export interface BecameHot {
  /** Their ids, each once: of at most a hundred changes, the latest. */
  users: readonly string[];
  /** How many became hot; where there are more than are listed, changes are counted. */
  total: number;
}

/**
 * The leads that became hot on this day of the scoring time zone; null while that is not known, undefined without a
 * store.
 */
export function useBecameHot(): BecameHot | null | undefined {
  const { timeZone } = useScoringZone();
  const now = useNow();
  const today = timeZone === null ? null : dayIn(timeZone, now);
  const variables = useMemo(
    () => (timeZone === null || today === null ? null : { since: dayBounds(timeZone, today).since }),
    [timeZone, today],
  );
  const { data, outdated, failure } = useData(BecameHotDocument, variables);
  const isMissing = failure?.code === 'STORE_MISSING';
  const changes = outdated ? null : data?.leadScoreChanges;
  return useMemo(() => {
    if (isMissing) {
      return undefined;
    }
    const listed = changes?.nodes ?? null;
    if (!changes || !listed) {
      return null;
    }
    // In order, so that the same leads are the same question.
    const users = [...new Set(listed.map((change) => change.userId))].sort();
    return { users, total: changes.totalCount > listed.length ? changes.totalCount : users.length };
  }, [changes, isMissing]);
}
