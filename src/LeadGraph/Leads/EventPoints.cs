using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Sqlite;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>Events that count, of one user: a single one, or those of a day and a type together.</summary>
internal sealed class EventPoints
{
    /// <summary>The Telegram id of the user.</summary>
    public long UserId { get; init; }

    /// <summary>The latest of their times.</summary>
    public DateTime? CreatedAt { get; init; }

    /// <summary>How many there are, after the cap of their type.</summary>
    public int Events { get; init; }

    /// <summary>The sum of their weights, after the cap.</summary>
    public long Points { get; init; }

    /// <summary>The events of all users. Without caps each is a row, so that one aggregate sums them up.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="counted">The events of the window.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="dayStarts">When the days begin, as the column keeps times.</param>
    public static IQueryable<EventPoints> Of(
        LeadGraphDbContext db, IQueryable<Event> counted, ScoringRules rules, DateTime[] dayStarts)
    {
        if (!rules.HasWeights && !rules.HasCaps)
        {
            return counted.Select(e => new EventPoints { UserId = e.UserId, CreatedAt = e.CreatedAt });
        }

        var eventTypes = new EventTypeCase([.. rules.EventTypes().Where(type => type.Weight > 0)]);
        if (!rules.HasCaps)
        {
            return eventTypes.Resolve(counted.Select(e => new EventPoints
            {
                UserId = e.UserId,
                CreatedAt = e.CreatedAt,
                Points = EventTypeCase.WeightOf(e.EventType)
            }));
        }

        bool isSqlite = db.Database.IsSqlite();
        string timeZone = rules.TimeZone;
        var ofDays = counted
            .GroupBy(e => new
            {
                e.UserId,
                Rule = EventTypeCase.RuleOf(e.EventType),
                Day = isSqlite ? ScoringDay.Of(e.CreatedAt, timeZone) : DaySet.DayOf(e.CreatedAt, dayStarts)
            })
            .Select(g => new { g.Key.UserId, g.Key.Rule, Events = g.Count(), CreatedAt = g.Max(e => e.CreatedAt) });
        return eventTypes.Resolve(ofDays.Select(x => new EventPoints
        {
            UserId = x.UserId,
            CreatedAt = x.CreatedAt,
            Events = Math.Min(x.Events, EventTypeCase.MaxPerDayOf(x.Rule)),
            Points = (long)Math.Min(x.Events, EventTypeCase.MaxPerDayOf(x.Rule)) * EventTypeCase.WeightOf(x.Rule)
        }));
    }
}
