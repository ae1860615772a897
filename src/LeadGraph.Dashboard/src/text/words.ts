/** Words and numbers as the page writes them. */

const numbers = new Intl.NumberFormat('en');
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
const toTheSecond: Intl.DateTimeFormatOptions = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
};
const exact = new Intl.DateTimeFormat('en-GB', toTheSecond);
const utc = new Intl.DateTimeFormat('en-GB', { ...toTheSecond, timeZone: 'UTC' });
const short = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

const steps: { unit: Intl.RelativeTimeFormatUnit; seconds: number }[] = [
  { unit: 'year', seconds: 31_536_000 },
  { unit: 'month', seconds: 2_592_000 },
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
];

/** The number with its thousands told apart: 1,234. */
export function number(value: number): string {
  return numbers.format(value);
}

/** The count with its noun in the right number: "1 event", "6 events". */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : plural}`;
}

/** The part of a whole in percent: "13 %", "<1 %" for what would round to nothing, "0 %" of nothing. */
export function share(part: number, whole: number): string {
  if (part === 0 || whole === 0) {
    return '0 %';
  }
  const percent = (part / whole) * 100;
  if (percent < 1) {
    return '<1 %';
  }
  return percent > 99 && part < whole ? '>99 %' : `${Math.round(percent)} %`;
}

/**
 * How long before or after now: "3 hours ago", "in 2 days". Whole units, rounded towards now. What is less than an hour
 * ahead is just now: the reader's clock is behind the service's.
 */
export function relativeTime(instant: string, now: number): string {
  const seconds = (Date.parse(instant) - now) / 1000;
  if (seconds > 0 && seconds < 3_600) {
    return 'just now';
  }
  const step = steps.find((candidate) => Math.abs(seconds) >= candidate.seconds);
  return step ? relative.format(Math.trunc(seconds / step.seconds), step.unit) : 'just now';
}

/** How long until something that is ahead: "in 40 minutes", "in 2 days"; "now" when it is due. */
export function timeUntil(instant: string, now: number): string {
  const seconds = (Date.parse(instant) - now) / 1000;
  const step = steps.find((candidate) => seconds >= candidate.seconds);
  return step ? relative.format(Math.trunc(seconds / step.seconds), step.unit) : 'now';
}

/** The instant to the minute, in the reader's time zone: "Tue, 2 Dec, 14:00". */
export function shortTime(instant: string): string {
  return short.format(new Date(instant));
}

/** The instant to the second, in UTC, for those who compare it with what the service says. */
export function utcTime(instant: string): string {
  return utc.format(new Date(instant));
}

/** The instant to the second, in the reader's time zone, which is named. */
export function exactTime(instant: string): string {
  return exact.format(new Date(instant));
}

/** The time of day in a time zone: "14:59". */
export function clockTime(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(instant));
}

/** The time zone, or UTC where the browser does not know it. */
export function knownTimeZone(timeZone: string): string {
  try {
    Intl.DateTimeFormat('en-GB', { timeZone });
    return timeZone;
  } catch {
    return 'UTC';
  }
}

/** A name of the data's as words: "lesson_link_clicked" is "lesson link clicked". */
export function spaced(name: string): string {
  return name.replace(/[_\s]+/g, ' ').trim() || name;
}
