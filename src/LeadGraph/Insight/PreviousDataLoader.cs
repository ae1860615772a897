using GreenDonut;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Insight;

/// <summary>Loads the engagement of users in the window before.</summary>
/// <param name="scheduler">Schedules the batches.</param>
/// <param name="options">Limits the size of a batch.</param>
/// <param name="reader">Reads the events.</param>
/// <param name="rules">The rules.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class PreviousDataLoader(
    IBatchScheduler scheduler, DataLoaderOptions options, DatabaseReader reader, ScoringRules rules, TimeProvider clock)
    : ExplainedLeadDataLoader<Engagement>(scheduler, options, reader, clock)
{
    private readonly Engagement _none = new(0, 0, 0, rules.Score(points: 0, activeDays: 0));

    /// <inheritdoc/>
    protected override async Task<Func<long, Engagement>> ReadAsync(
        LeadGraphDbContext db, DateTime? past, DateTime moment, long[] users, CancellationToken cancellationToken)
    {
        Dictionary<long, Engagement> found = await db.PreviousActivity(rules, moment, users)
            .Select(x => new { x.UserId, x.TotalEvents, x.Points, x.ActiveDays, x.LeadScore })
            .ToDictionaryAsync(
                x => x.UserId, x => new Engagement(x.TotalEvents, x.Points, x.ActiveDays, x.LeadScore),
                cancellationToken);
        // A user whose registration was deleted meanwhile has none.
        return user => found.GetValueOrDefault(user, _none);
    }
}
