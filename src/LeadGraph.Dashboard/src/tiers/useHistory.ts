import { useMemo } from 'react';
import { TierHistoryDocument, type TierHistoryQuery } from '../graphql/generated';
import { useData, type Data } from '../graphql/useData';
import { useNow } from '../text/now';
import { firstDay } from './trend';

/** The tiers at the ends of the last days: one question, however many cards show them. */
export function useHistory(): Data<TierHistoryQuery> {
  const from = firstDay(useNow());
  const variables = useMemo(() => ({ from }), [from]);
  return useData(TierHistoryDocument, variables, true);
}
