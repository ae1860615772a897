using LeadGraph.Data;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>
/// The window before the one of now: as long, without a moment that is in both. Daily caps apply within each window.
/// </summary>
public static class PreviousWindow
{
    private static readonly TimeSpan Before = TimeSpan.FromTicks(-1);

    /// <summary>The rules whose window, as of <see cref="End"/>, is the one before.</summary>
    /// <param name="rules">The rules of now.</param>
    public static ScoringRules RulesOf(ScoringRules rules) => rules with { FutureTolerance = Before };

    /// <summary>The moment as of which the window before stands.</summary>
    /// <param name="rules">The rules of now.</param>
    /// <param name="now">The moment of the window after it, UTC.</param>
    public static DateTime End(ScoringRules rules, DateTime now)
    {
        DateTime start = rules.WindowStart(now);
        // PostgreSQL keeps microseconds. With more digits the two windows would share one.
        return start.AddTicks(-(start.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>The points of users with events in the window before, registered or not.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="rules">The rules of now.</param>
    /// <param name="now">The moment of the window after it, UTC.</param>
    /// <param name="users">Only these users; null for all.</param>
    internal static IQueryable<PreviousPoints> Points(
        LeadGraphDbContext db, ScoringRules rules, DateTime now, long[]? users)
    {
        ScoringRules before = RulesOf(rules);
        DateTime end = End(rules, now);
        IQueryable<Event> counted = db.CountedEvents(before, end);
        if (users is not null)
        {
            counted = counted.OfUsers(db, users);
        }

        bool hasPoints = rules.HasCaps || rules.HasWeights;
        return EventPoints.Of(db, counted, before, db.AsStored(before.DayStarts(end)))
            .GroupBy(e => e.UserId)
            .Select(g => new PreviousPoints
            {
                UserId = g.Key,
                Points = hasPoints ? (int)Math.Min(g.Sum(e => e.Points), int.MaxValue) : g.Count()
            });
    }
}
