using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Sqlite;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Insight;

/// <summary>The events of one user, one type and one day that count.</summary>
internal sealed class EventGroup
{
    /// <summary>The Telegram id of the user.</summary>
    public long UserId { get; init; }

    /// <summary>The event type, or null for events without one.</summary>
    public string? EventType { get; init; }

    /// <summary>
    /// The number of the day: on PostgreSQL that of its start, from 1; on SQLite as <see cref="CalendarDays.NumberOf"/>
    /// counts.
    /// </summary>
    public int? Day { get; init; }

    /// <summary>How many events there are, after the cap of the type.</summary>
    public int Events { get; init; }

    /// <summary>The points of one of them.</summary>
    public int Weight { get; init; }

    /// <summary>The latest of them, before the cap.</summary>
    public DateTime? LastAt { get; init; }

    /// <summary>The events in the window of some users.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="rules">The window and the rules of event types.</param>
    /// <param name="asOf">The moment at which the window stands, UTC.</param>
    /// <param name="leads">The users, a few hundred at most, with their last activity as the response has it.</param>
    /// <param name="dayStarts">When the days of the window begin, UTC.</param>
    /// <param name="isPast">Whether a request asks for that moment, so that no table shows what it is.</param>
    public static IQueryable<EventGroup> Of(
        LeadGraphDbContext db, ScoringRules rules, DateTime asOf, ExplainedLead[] leads, DateTime[] dayStarts,
        bool isPast)
    {
        long[] users = [.. leads.Select(lead => lead.UserId).Distinct()];
        bool isSqlite = db.Database.IsSqlite();
        string timeZone = rules.TimeZone;
        DateTime[] starts = db.AsStored(dayStarts);
        // The database decides which rule a type falls under, because its columns may compare without case.
        var eventTypes = new EventTypeCase([.. rules.EventTypes().Where(type => type.Weight > 0)]);
        IQueryable<Event> counted = db.CountedEvents(rules, asOf).OfUsers(db, users);
        var groups = (isPast ? counted : Shown(db, counted, asOf, leads))
            .GroupBy(e => new
            {
                e.UserId,
                e.EventType,
                Day = isSqlite ? ScoringDay.Of(e.CreatedAt, timeZone) : DaySet.DayOf(e.CreatedAt, starts)
            })
            .Select(g => new
            {
                g.Key.UserId,
                g.Key.EventType,
                g.Key.Day,
                Events = g.Count(),
                LastAt = g.Max(e => e.CreatedAt)
            });
        return eventTypes.Resolve(groups.Select(x => new EventGroup
        {
            UserId = x.UserId,
            EventType = LongText.Cut(x.EventType),
            Day = x.Day,
            Events = Math.Min(x.Events, EventTypeCase.MaxPerDayOf(x.EventType)),
            Weight = EventTypeCase.WeightOf(x.EventType),
            LastAt = isSqlite ? ReadableTime.Of(x.LastAt) : x.LastAt
        }));
    }

    // The response does not show the events that came after its rows were read, or in Maintained mode after the tick that
    // they are of. Their times are after those that are shown, except of events that were dated back.
    private static IQueryable<Event> Shown(
        LeadGraphDbContext db, IQueryable<Event> events, DateTime asOf, ExplainedLead[] leads)
    {
        // Responses have whole milliseconds.
        (long UserId, DateTime End)[] ends =
        [
            .. leads.Where(lead => lead.LastActivity is not null).DistinctBy(lead => lead.UserId)
                .Select(lead => (lead.UserId, lead.LastActivity!.Value.AddMilliseconds(1)))
        ];
        if (db.HasTicks())
        {
            IQueryable<ShownUntil> shown = db.Database.SqlQueryRaw<ShownUntil>(
                """SELECT x.user_id AS "UserId", x.until AS "Until" FROM unnest({0}, {1}) AS x (user_id, until)""",
                ends.Select(end => end.UserId).ToArray(), ends.Select(end => end.End).ToArray());
            // A comparison with a column without time zone would depend on the session's.
            return db.EventTimesHaveZone()
                ? events.Where(e => shown.Any(x => x.UserId == e.UserId && e.CreatedAt < x.Until))
                : events.Where(e => shown.Any(x => x.UserId == e.UserId
                    && e.CreatedAt < TimeZoneInfo.ConvertTimeBySystemTimeZoneId(x.Until, "UTC")));
        }

        // Only of users with an event that is dated ahead it is not known which came later.
        long[] ahead = [.. ends.Where(end => end.End > asOf).Select(end => end.UserId)];
        return db.Database.IsSqlite()
            ? events.Where(e => ReadableTime.Of(e.CreatedAt) <= asOf || EF.Parameter(ahead).Contains(e.UserId))
            : events.Where(e => e.CreatedAt <= asOf || EF.Parameter(ahead).Contains(e.UserId));
    }

    // The events of a user that the response shows are before this.
    private sealed record ShownUntil(long UserId, DateTime Until);
}
