import { useText } from './language';
import { useNow } from './now';

/** An instant as relative time, with the exact time on hover. */
export function Time({ instant }: { instant: string }) {
  const { format } = useText();
  return <Instant instant={instant} text={format.relativeTime(instant, useNow())} />;
}

/** An instant as relative time in little room, with the exact time on hover. */
export function TimeInBrief({ instant }: { instant: string }) {
  const { format } = useText();
  return <Instant instant={instant} text={format.shortRelativeTime(instant, useNow())} />;
}

/** An instant that is ahead, as the time until then, with the exact time on hover. */
export function TimeUntil({ instant }: { instant: string }) {
  const { format } = useText();
  return <Instant instant={instant} text={format.timeUntil(instant, useNow())} />;
}

/** An instant to the minute in the reader's time zone, with the exact time on hover. */
export function ShortTime({ instant }: { instant: string }) {
  const { format } = useText();
  return <Instant instant={instant} text={format.shortTime(instant)} />;
}

/** The time of day of an instant in the reader's time zone, with the exact time on hover. */
export function ClockTime({ instant }: { instant: string }) {
  const { format } = useText();
  return <Instant instant={instant} text={format.clockTime(instant)} />;
}

/** An instant to the second in the reader's time zone, with the same in UTC on hover. */
export function ExactTime({ instant }: { instant: string }) {
  const { format } = useText();
  return <Instant instant={instant} text={format.exactTime(instant)} />;
}

/** The exact time is in the reader's zone and in UTC, unless these are the same. */
function Instant({ instant, text }: { instant: string; text: string }) {
  const { format } = useText();
  const [here, utc] = [format.exactTime(instant), format.utcTime(instant)];
  return (
    <time dateTime={instant} title={here === utc ? here : `${here} (${utc})`}>
      {text}
    </time>
  );
}
