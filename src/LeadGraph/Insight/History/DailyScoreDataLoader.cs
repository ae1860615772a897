using GreenDonut;
using LeadGraph.Data;
using LeadGraph.Scoring;

namespace LeadGraph.Insight.History;

/// <summary>Loads the tiers of users at the ends of the last days, as the two tables tell them now.</summary>
/// <param name="scheduler">Schedules the batches.</param>
/// <param name="options">Limits the size of a batch.</param>
/// <param name="reader">Reads the events.</param>
/// <param name="rules">The rules.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class DailyScoreDataLoader(
    IBatchScheduler scheduler, DataLoaderOptions options, DatabaseReader reader, ScoringRules rules, TimeProvider clock)
    : ExplainedLeadDataLoader<DailyScore[]>(scheduler, options, reader, clock)
{
    /// <summary>The number of days.</summary>
    public const int Days = 30;

    /// <inheritdoc/>
    protected override async Task<Func<long, DailyScore[]>> ReadAsync(
        LeadGraphDbContext db, DateTime? past, DateTime moment, ExplainedLead[] leads,
        CancellationToken cancellationToken)
    {
        DateOnly today = ClosedDays.DayOf(rules, moment);
        ClosedDays days = ClosedDays.Of(rules, today.AddDays(-Days), today, moment);
        Dictionary<long, DailyScore[]> found =
            await HistoryReader.ReadUsersAsync(db, rules, days, IdsOf(leads), cancellationToken);
        // A user whose registration was deleted meanwhile has none.
        return user => found.GetValueOrDefault(user, []);
    }
}
