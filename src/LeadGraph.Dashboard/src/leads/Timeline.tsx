import { clockTime, count, spaced } from '../text/words';
import { Time } from '../text/Time';
import { byDay, detailsOf, type LeadEvent } from './events';

/**
 * Events by day, newest first.
 * @param total How many there are in the window, of which these may be only the latest.
 */
export function Timeline({ events, total }: { events: readonly LeadEvent[]; total: number }) {
  if (events.length === 0) {
    return <p className="empty">No events yet.</p>;
  }
  return (
    <>
      <p className="timeline-note muted">
        {events.length < total && `The latest ${events.length} of ${count(total, 'event')}. `}
        Times are in UTC.
      </p>
      <ol className="timeline">
      {byDay(events).map((day) => (
        <li key={day.title}>
          <h4>{day.title}</h4>
          <ol>
            {day.events.map((event, index) => (
              <li key={`${event.id}/${index}`} className="event">
                <span className="event-type" title={event.eventType}>
                  {spaced(event.eventType)}
                </span>
                <span className="muted">
                  {clockTime(event.createdAt)} · <Time instant={event.createdAt} />
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
