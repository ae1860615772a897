import type { LeadQuery } from '../graphql/generated';

export type LeadEvent = NonNullable<LeadQuery['userActivityById']>['recentEvents'][number];

export interface Day {
  /** The day in words: "Wed, 10 Sept 2025". */
  title: string;
  events: LeadEvent[];
}

/** The events by day, in the order given. Days are days of the time zone given, as active days are. */
export function byDay(events: readonly LeadEvent[], timeZone: string): Day[] {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone,
  });
  const days: Day[] = [];
  for (const event of events) {
    const title = format.format(new Date(event.createdAt));
    const latest = days.at(-1);
    if (latest?.title === title) {
      latest.events.push(event);
    } else {
      days.push({ title, events: [event] });
    }
  }
  return days;
}

/** The details of an event as names and values, whatever JSON they are. */
export function detailsOf(details: unknown): [name: string, value: string][] {
  if (details === null || details === undefined) {
    return [];
  }
  if (typeof details === 'object' && !Array.isArray(details)) {
    return Object.entries(details).map(([name, value]) => [name, text(value)]);
  }
  return [['details', text(details)]];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
