/** How numbers and times are written in one language. */
export interface Format {
  /** The number with its thousands told apart: "1,234". */
  number: (value: number) => string;
  /** The part of a whole in percent: "13 %", "<1 %" for what would round to nothing, "0 %" of nothing. */
  share: (part: number, whole: number) => string;
  /**
   * How long before or after now: "3 hours ago", "in 2 days". Whole units, rounded towards now. What is less than an
   * hour ahead is just now: the reader's clock is behind the service's.
   */
  relativeTime: (instant: string, now: number) => string;
  /** The same in less room: "3 hr ago". */
  shortRelativeTime: (instant: string, now: number) => string;
  /** How long until something that is ahead, in little room: "in 40 min", "in 2 days"; "now" when it is due. */
  timeUntil: (instant: string, now: number) => string;
  /** The instant to the minute, in the reader's time zone: "Tuesday 2 Dec, 14:00". */
  shortTime: (instant: string) => string;
  /** The instant to the second, in the reader's time zone, which is named. */
  exactTime: (instant: string) => string;
  /** The instant to the second, in UTC, for those who compare it with what the service says. */
  utcTime: (instant: string) => string;
  /** The time of day in a time zone, or in the reader's: "14:59". */
  clockTime: (instant: string | number, timeZone?: string) => string;
  /** A share, 0 to 1, to a tenth of a percent: "12.3 %". */
  percent: (share: number) => string;
  /** A time in seconds, in the largest unit of which there is one: "2.3 days". */
  duration: (seconds: number) => string;
  /** The calendar day of an instant in a time zone: "Wed, 10 Sept 2025". */
  dayOf: (instant: string, timeZone: string) => string;
  /** A calendar day, written as 2025-09-10: "Wed, 10 Sept". */
  day: (date: string) => string;
  /** The same in little room: "10 Sept". */
  shortDay: (date: string) => string;
  /** The same in the least room: "10". */
  dayNumber: (date: string) => string;
  /** Several things as one: "a, b and c". */
  list: (parts: readonly string[]) => string;
  /** Several things of which any will do: "a, b or c". */
  either: (parts: readonly string[]) => string;
}

const steps: { unit: Intl.RelativeTimeFormatUnit; seconds: number }[] = [
  { unit: 'year', seconds: 31_536_000 },
  { unit: 'month', seconds: 2_592_000 },
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
];

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
const toTheDay: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };
const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };

/**
 * How numbers and times are written in a language.
 * @param locale The language, with the country whose dates it writes.
 * @param words What Intl has no words for: "just now", and "now" for what is due.
 */
export function formatOf(locale: string, words: { justNow: string; now: string }): Format {
  const numbers = new Intl.NumberFormat(locale);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const shortRelative = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' });
  const exact = new Intl.DateTimeFormat(locale, toTheSecond);
  const utc = new Intl.DateTimeFormat(locale, { ...toTheSecond, timeZone: 'UTC' });
  const short = new Intl.DateTimeFormat(locale, { ...toTheDay, ...clock, weekday: 'long' });
  const day = new Intl.DateTimeFormat(locale, { ...toTheDay, timeZone: 'UTC' });
  const shortDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const dayNumber = new Intl.DateTimeFormat(locale, { day: 'numeric', timeZone: 'UTC' });
  const percents = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const duration = (unit: string, value: number) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 }).format(value);
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const either = new Intl.ListFormat(locale, { type: 'disjunction' });
  const secondsUntil = (instant: string, now: number) => (Date.parse(instant) - now) / 1000;
  const inUnits = (units: Intl.RelativeTimeFormat, seconds: number) => {
    const step = steps.find((candidate) => Math.abs(seconds) >= candidate.seconds);
    return step && units.format(Math.trunc(seconds / step.seconds), step.unit);
  };
  const since = (units: Intl.RelativeTimeFormat) => (instant: string, now: number) => {
    const seconds = secondsUntil(instant, now);
    return (seconds > 0 && seconds < 3_600 ? undefined : inUnits(units, seconds)) ?? words.justNow;
  };
  const midnight = (date: string) => new Date(`${date}T00:00:00Z`);

  return {
    number: (value) => numbers.format(value),
    share(part, whole) {
      if (part === 0 || whole === 0) {
        return '0 %';
      }
      const percent = (part / whole) * 100;
      if (percent < 1) {
        return '<1 %';
      }
      return percent > 99 && part < whole ? '>99 %' : `${Math.round(percent)} %`;
    },
    percent: (share) => `${percents.format(share * 100)}\u00a0%`,
    duration(seconds) {
      const step = steps.slice(2).find((candidate) => seconds >= candidate.seconds);
      return duration(step?.unit ?? 'minute', Math.max(1, seconds / (step?.seconds ?? 60)));
    },
    relativeTime: since(relative),
    shortRelativeTime: since(shortRelative),
    timeUntil(instant, now) {
      return inUnits(shortRelative, Math.max(0, secondsUntil(instant, now))) ?? words.now;
    },
    shortTime: (instant) => short.format(new Date(instant)),
    // A line does not end after a minus sign.
    exactTime: (instant) => exact.format(new Date(instant)).replace('GMT-', 'GMT\u2212'),
    utcTime: (instant) => utc.format(new Date(instant)),
    clockTime: (instant, timeZone) => new Intl.DateTimeFormat(locale, { ...clock, timeZone }).format(new Date(instant)),
    dayOf: (instant, timeZone) =>
      new Intl.DateTimeFormat(locale, { ...toTheDay, year: 'numeric', timeZone }).format(new Date(instant)),
    day: (date) => day.format(midnight(date)),
    shortDay: (date) => shortDay.format(midnight(date)),
    dayNumber: (date) => dayNumber.format(midnight(date)),
    list: (parts) => list.format(parts),
    either: (parts) => either.format(parts),
  };
}
