import { useMemo } from 'react';
import { TierHistoryDocument, type TierHistoryQuery } from '../graphql/generated';
import { useData, type Data } from '../graphql/useData';
import { useNow } from '../text/now';
import { firstDay } from './trend';
import { useScoringZone } from './useScoringZone';

/**
 * The tiers at the ends of the last days: one question, however many cards show them, which is asked anew when a
 * further day has ended.
 */
export function useHistory(): Data<TierHistoryQuery> {
  const { timeZone, ...zone } = useScoringZone();
  const now = useNow();
  const from = timeZone === null ? null : firstDay(timeZone, now);
  const variables = useMemo(() => (from === null ? null : { from }), [from]);
  const history = useData(TierHistoryDocument, variables, true);
  return timeZone === null ? { ...history, ...zone } : history;
}
