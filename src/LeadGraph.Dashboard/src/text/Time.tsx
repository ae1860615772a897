import { useNow } from './now';
import { exactTime, relativeTime, shortTime, timeUntil, utcTime } from './words';

/** An instant as relative time, with the exact time on hover. */
export function Time({ instant }: { instant: string }) {
  return <Instant instant={instant} text={relativeTime(instant, useNow())} />;
}

/** An instant that is ahead, as the time until then, with the exact time on hover. */
export function TimeUntil({ instant }: { instant: string }) {
  return <Instant instant={instant} text={timeUntil(instant, useNow())} />;
}

/** An instant to the minute in the reader's time zone, with the exact time on hover. */
export function ShortTime({ instant }: { instant: string }) {
  return <Instant instant={instant} text={shortTime(instant)} />;
}

/** The exact time is in the reader's zone and in UTC, unless these are the same. */
function Instant({ instant, text }: { instant: string; text: string }) {
  const [here, utc] = [exactTime(instant), utcTime(instant)];
  return (
    <time dateTime={instant} title={here === utc ? here : `${here} (${utc})`}>
      {text}
    </time>
  );
}
