using System.Globalization;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>The query for the events that count, and what it compares columns of the table with.</summary>
public static class CountedEventQuery
{
    /// <summary>
    /// The events in the window, including those that are dated ahead of the clock within the tolerance, without those
    /// of types that do not count. All their times can be represented. Of types with a cap, all are included.
    /// </summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="rules">The window.</param>
    /// <param name="now">The present moment, UTC.</param>
    public static IQueryable<Event> CountedEvents(this LeadGraphDbContext db, ScoringRules rules, DateTime now)
    {
        IQueryable<Event> events = db.EventsBetween(rules.WindowStart(now), rules.WindowEnd(now));
        string[] leftOut = [.. rules.EventTypes().Where(type => type.Weight == 0).Select(type => type.EventType)];
        return leftOut.Length == 0 ? events : events.Where(e => !EF.Parameter(leftOut).Contains(e.EventType));
    }

    /// <summary>The events between two moments, both included, whose times can be represented.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="windowStart">The first moment, UTC.</param>
    /// <param name="windowEnd">The last moment, UTC.</param>
    internal static IQueryable<Event> EventsBetween(
        this LeadGraphDbContext db, DateTime windowStart, DateTime windowEnd)
    {
        // SQLite compares text: with decimals it is greater than without, and a text between the bounds need not be a
        // time. So the bounds in text are for an index alone.
        bool isText = db.Database.IsSqlite();
        DateTime lastText = isText ? windowEnd.AddSeconds(1) : windowEnd;
        IQueryable<Event> events = db.Events.Where(e => e.CreatedAt >= windowStart && e.CreatedAt <= lastText);
        if (db.EventDays(windowStart, windowEnd) is var (first, last))
        {
            events = events.Where(e => EF.Property<DateOnly>(e, LeadGraphModel.EventDay) >= first
                && EF.Property<DateOnly>(e, LeadGraphModel.EventDay) <= last);
        }

        return isText ? events.Where(e => ReadableTime.Of(e.CreatedAt) <= windowEnd) : events;
    }

    /// <summary>
    /// The days that events between two moments can have, where the table keeps days: the same again, for an index on
    /// them. Null where it keeps times.
    /// </summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="from">The first moment, UTC.</param>
    /// <param name="until">The last moment, UTC.</param>
    internal static (DateOnly First, DateOnly Last)? EventDays(
        this LeadGraphDbContext db, DateTime from, DateTime until)
    {
        if (db.Events.EntityType.FindProperty(LeadGraphModel.EventDay) is not { } day)
        {
            return null;
        }

        // Outside UTC they begin up to 14 hours earlier or later. It is the zone of the rules in force that matters,
        // also where other rules are tried.
        int spare = day.FindAnnotation(LeadGraphModel.DayZone)?.Value is TableShape.Utc ? 0 : 1;
        return (DateOnly.FromDateTime(from).AddDays(-spare), DateOnly.FromDateTime(until).AddDays(spare));
    }

    /// <summary>The events of some users.</summary>
    /// <param name="events">The events.</param>
    /// <param name="db">The context to read with.</param>
    /// <param name="users">The users, a few hundred at most.</param>
    internal static IQueryable<Event> OfUsers(this IQueryable<Event> events, LeadGraphDbContext db, long[] users)
    {
        events = events.Where(e => EF.Parameter(users).Contains(e.UserId));
        // The same again, for an index on the column as it is.
        return db.KeysOf(users) switch
        {
            string[] texts => events.Where(
                e => EF.Parameter(texts).Contains(EF.Property<string>(e, LeadGraphModel.EventUserKey))),
            decimal[] numbers => events.Where(
                e => EF.Parameter(numbers).Contains(EF.Property<decimal>(e, LeadGraphModel.EventUserKey))),
            _ => events
        };
    }

    /// <summary>Users as the column of events keeps them, if that is not as integers; else null.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="users">The users.</param>
    internal static Array? KeysOf(this LeadGraphDbContext db, long[] users)
    {
        Type? key = db.Events.EntityType.FindProperty(LeadGraphModel.EventUserKey)?.ClrType;
        return key is null ? null
            : key == typeof(string) ? users.Select(user => user.ToString(CultureInfo.InvariantCulture)).ToArray()
            : users.Select(user => (decimal)user).ToArray();
    }

    /// <summary>
    /// A condition in SQL for the rows of some users, to follow others. They are one parameter, so the statement does not
    /// depend on their number.
    /// </summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="column">The column with the users, as integers.</param>
    /// <param name="users">The users.</param>
    /// <param name="parameter">Adds a parameter, and gives its place in the SQL.</param>
    internal static string OfUsersSql(
        this LeadGraphDbContext db, string column, long[] users, Func<object, string> parameter)
        => db.Database.IsSqlite()
            ? $" AND {column} IN (SELECT value FROM json_each({parameter(JsonSerializer.Serialize(users))}))"
            : $" AND {column} = ANY ({parameter(users)})";

    /// <summary>As <see cref="OfUsersSql"/> for events, also by the column as it is, which may have the index.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="column">The column with the users, as integers.</param>
    /// <param name="users">The users.</param>
    /// <param name="parameter">Adds a parameter, and gives its place in the SQL.</param>
    internal static string EventsOfUsersSql(
        this LeadGraphDbContext db, string column, long[] users, Func<object, string> parameter)
        => db.OfUsersSql(column, users, parameter) + (db.KeysOf(users) is { } keys
            ? $" AND {EntitySql.Column(db, db.Events.EntityType, LeadGraphModel.EventUserKey)} = ANY ({parameter(keys)})"
            : "");

    /// <summary>Times as the column of events keeps them, to compare it with.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="times">The times, UTC.</param>
    internal static DateTime[] AsStored(this LeadGraphDbContext db, DateTime[] times)
        => db.EventTimesHaveZone()
            ? times
            : [.. times.Select(time => DateTime.SpecifyKind(time, DateTimeKind.Unspecified))];

    /// <summary>Whether the column with the times of events has a time zone.</summary>
    /// <param name="db">The context to read with.</param>
    internal static bool EventTimesHaveZone(this LeadGraphDbContext db)
        => db.Events.EntityType.FindProperty(nameof(Event.CreatedAt))!.GetColumnType() == "timestamp with time zone";
}
