import { useMemo } from 'react';
import { leadsVariables } from '../leads/paging';
import { useBecameHot } from '../leads/useBecameHot';
import { useNow } from '../text/now';
import { defaultView, type View } from '../view/view';
import type { ListFilter } from './draft';

// A filter by time is another one when this many milliseconds have passed.
const step = 300_000;
const nobody: readonly string[] = [];

/** What the filters of the list let through beside those by tier and text. */
export function useListFilter({ falls, becameHot }: View): ListFilter {
  const present = useNow();
  const now = falls ? present - (present % step) : 0;
  const hot = useBecameHot()?.users ?? nobody;
  return useMemo(
    () => leadsVariables({ ...defaultView, falls }, now, becameHot ? hot : null).where ?? null,
    [falls, now, becameHot, hot],
  );
}
