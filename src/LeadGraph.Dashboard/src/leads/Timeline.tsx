import { spaced } from '../text/words';
import { Time } from '../text/Time';
import { byDay, detailsOf, type LeadEvent } from './events';

/** Events by day, newest first. */
export function Timeline({ events }: { events: readonly LeadEvent[] }) {
  if (events.length === 0) {
    return <p className="empty">No events yet.</p>;
  }
  return (
    <ol className="timeline">
      {byDay(events).map((day) => (
        <li key={day.title}>
          <h4>{day.title}</h4>
          <ol>
            {day.events.map((event) => (
              <li key={event.id} className="event">
                <span className="event-type" title={event.eventType}>
                  {spaced(event.eventType)}
                </span>
                <span className="muted">
                  <Time instant={event.createdAt} />
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
  );
}
