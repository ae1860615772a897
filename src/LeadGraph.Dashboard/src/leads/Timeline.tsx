import { clockTime, count, knownTimeZone, spaced } from '../text/words';
import { Time } from '../text/Time';
import { byDay, detailsOf, type LeadEvent } from './events';

interface Properties {
  events: readonly LeadEvent[];
  total: number;
  timeZone: string;
}

/**
 * Events by day, newest first.
 * @param total How many there are in the window, of which these may be only the latest.
 * @param timeZone The time zone whose days active days are.
 */
export function Timeline({ events, total, timeZone }: Properties) {
  if (events.length === 0) {
    return <p className="empty">No events yet.</p>;
  }
  const zone = knownTimeZone(timeZone);
  return (
    <>
      <p className="timeline-note muted">
        {events.length < total && `The latest ${events.length} of ${count(total, 'event')}. `}
        Times are in {zone}.
      </p>
      <ol className="timeline">
      {byDay(events, zone).map((day) => (
        <li key={day.title}>
          <h4>{day.title}</h4>
          <ol>
            {day.events.map((event, index) => (
              <li key={`${event.id}/${index}`} className="event">
                <span className="event-type" title={event.eventType}>
                  {spaced(event.eventType)}
                </span>
                <span className="muted">
                  {clockTime(event.createdAt, zone)} · <Time instant={event.createdAt} />
                </span>
                <span className="event-details">
                  {detailsOf(event.details).map(([name, value]) => (
                    <span key={name} className="chip">
                      <span className="muted">{name}</span> <bdi>{value}</bdi>
                    </span>
                  ))}
                </span>
              </li>
            ))}
          </ol>
        </li>
      ))}
      </ol>
    </>
  );
}
