import type { LeadQuery } from '../graphql/generated';
import type { Texts } from '../text/language';

export type LeadEvent = NonNullable<LeadQuery['userActivityById']>['recentEvents'][number];

export interface Day {
  /** The day in words: "Wed, 10 Sept 2025". */
  title: string;
  events: LeadEvent[];
}

/** The events by day, in the order given. Days are days of the time zone given. */
export function byDay({ format }: Texts, events: readonly LeadEvent[], timeZone: string): Day[] {
  const days: Day[] = [];
  for (const event of events) {
    const title = format.dayOf(event.createdAt, timeZone);
    const latest = days.at(-1);
    if (latest?.title === title) {
      latest.events.push(event);
    } else {
      days.push({ title, events: [event] });
    }
  }
  return days;
}

/**
 * The details of an event as names and values, whatever JSON they are.
 * @param name What details are called that have no names.
 */
export function detailsOf(details: unknown, name: string): [name: string, value: string][] {
  if (details === null || details === undefined) {
    return [];
  }
  if (typeof details === 'object' && !Array.isArray(details)) {
    return Object.entries(details).map(([key, value]) => [key, text(value)]);
  }
  return [[name, text(details)]];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
