import { useNow } from './now';
import { exactTime, relativeTime, shortTime, timeUntil, utcTime } from './words';

/** An instant as relative time, with the exact time on hover. */
export function Time({ instant }: { instant: string }) {
  const now = useNow();
  return (
    <time dateTime={instant} title={hint(instant)}>
      {relativeTime(instant, now)}
    </time>
  );
}

/** An instant that is ahead, as the time until then, with the exact time on hover. */
export function TimeUntil({ instant }: { instant: string }) {
  const now = useNow();
  return (
    <time dateTime={instant} title={hint(instant)}>
      {timeUntil(instant, now)}
    </time>
  );
}

/** An instant to the minute in the reader's time zone, with the exact time on hover. */
export function ShortTime({ instant }: { instant: string }) {
  return (
    <time dateTime={instant} title={hint(instant)}>
      {shortTime(instant)}
    </time>
  );
}

// In the reader's zone and in UTC, unless these are the same.
function hint(instant: string): string {
  const [here, utc] = [exactTime(instant), utcTime(instant)];
  return here === utc ? here : `${here} (${utc})`;
}
