import { useNow } from './now';
import { exactTime, relativeTime } from './words';

/** An instant as relative time, with the exact time on hover. */
export function Time({ instant }: { instant: string }) {
  const now = useNow();
  return (
    <time dateTime={instant} title={exactTime(instant)}>
      {relativeTime(instant, now)}
    </time>
  );
}
