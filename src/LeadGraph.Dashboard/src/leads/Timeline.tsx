import { useText } from '../text/language';
import { spaced } from '../text/names';
import { ClockTime, Time } from '../text/Time';
import { knownTimeZone, zoneHere } from '../text/zones';
import { byDay, detailsOf, type LeadEvent } from './events';

interface Properties {
  events: readonly LeadEvent[];
  total: number;
  timeZone: string;
}

/**
 * Events by day of the scoring time zone, as active days are, newest first. Times are in the reader's time zone.
 * @param total How many there are in the window, of which these may be only the latest.
 * @param timeZone The scoring time zone.
 */
export function Timeline({ events, total, timeZone }: Properties) {
  const t = useText();
  if (events.length === 0) {
    return <p className="empty">{t.panel.noEvents}</p>;
  }
  return (
    <>
      <p className="timeline-note muted">
        {events.length < total && `${t.panel.latest(events.length, total)} `}
        {t.panel.timesIn(zoneHere(), timeZone)}
      </p>
      <ol className="timeline">
        {byDay(t, events, knownTimeZone(timeZone)).map((day) => (
          <li key={day.title}>
            <h4>{day.title}</h4>
            <ol>
              {day.events.map((event, index) => (
                <li key={`${event.id}/${index}`} className="event">
                  <span className="event-type" translate="no" title={event.eventType}>
                    {spaced(event.eventType)}
                  </span>
                  <span className="muted">
                    <ClockTime instant={event.createdAt} /> · <Time instant={event.createdAt} />
                  </span>
                  <span className="event-details">
                    {detailsOf(event.details, t.panel.details).map(([name, value]) => (
                      <span key={name} className="chip">
                        <bdi className="muted">{name}</bdi> <bdi>{value}</bdi>
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
