import { useNow } from '../text/now';
import type { View } from '../view/view';
import { useBecameHot } from './useBecameHot';

// A filter by time asks anew when this many milliseconds have passed.
const step = 300_000;
const nobody: readonly string[] = [];

/** What the filters mean that depend on the time and on what has changed. */
export function useFilters({ falls, becameHot }: Pick<View, 'falls' | 'becameHot'>) {
  const present = useNow();
  // Nothing else depends on the time.
  const now = falls ? present - (present % step) : 0;
  const hot = useBecameHot();
  return { now, hot, users: becameHot ? (hot?.users ?? nobody) : null };
}
