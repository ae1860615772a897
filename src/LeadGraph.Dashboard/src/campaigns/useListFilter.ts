import { useMemo } from 'react';
import { leadsVariables } from '../leads/paging';
import { useFilters } from '../leads/useFilters';
import { defaultView, type View } from '../view/view';
import type { ListFilter } from './draft';

/** What the filters of the list let through beside those by tier and text. */
export function useListFilter(view: View): ListFilter {
  const { falls } = view;
  const { now, users } = useFilters(view);
  return useMemo(() => leadsVariables({ ...defaultView, falls }, now, users).where ?? null, [falls, now, users]);
}
