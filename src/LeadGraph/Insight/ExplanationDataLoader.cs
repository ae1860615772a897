using GreenDonut;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Insight;

/// <summary>Explains the scores of users from a row per user, event type and day.</summary>
/// <param name="scheduler">Schedules the batches.</param>
/// <param name="options">Limits the size of a batch.</param>
/// <param name="reader">Reads the events.</param>
/// <param name="rules">The rules.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class ExplanationDataLoader(
    IBatchScheduler scheduler, DataLoaderOptions options, DatabaseReader reader, ScoringRules rules, TimeProvider clock)
    : ExplainedLeadDataLoader<ScoreExplanation>(scheduler, options, reader, clock)
{
    /// <inheritdoc/>
    protected override async Task<Func<long, ScoreExplanation>> ReadAsync(
        LeadGraphDbContext db, DateTime? past, DateTime moment, ExplainedLead[] leads,
        CancellationToken cancellationToken)
    {
        ScoringRules counting = PastMoment.RulesOf(past, rules);
        DateTime[] dayStarts = counting.DayStarts(moment);
        List<EventGroup> groups = await EventGroup
            .Of(db, counting, moment, leads, dayStarts, isPast: past is not null)
            .ToListAsync(cancellationToken);
        return new Explainer(counting, moment, db.Database.IsSqlite() ? null : dayStarts, groups).Explain;
    }
}
