using GreenDonut;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Insight;

/// <summary>
/// Explains the scores of many users by one statement, which returns a row per user, event type and day; by one for
/// each moment as of which they are asked for. In Maintained
/// mode another one reads the moment of the table before, so that the explanations fit its rows.
/// </summary>
/// <param name="scheduler">Schedules the batches.</param>
/// <param name="options">Limits the size of a batch.</param>
/// <param name="reader">Reads the events.</param>
/// <param name="rules">The rules.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class ExplanationDataLoader(
    IBatchScheduler scheduler, DataLoaderOptions options, DatabaseReader reader, ScoringRules rules, TimeProvider clock)
    : BatchDataLoader<ExplainedLead, ScoreExplanation>(scheduler, options)
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyDictionary<ExplainedLead, ScoreExplanation>> LoadBatchAsync(
        IReadOnlyList<ExplainedLead> keys, CancellationToken cancellationToken)
    {
        var explained = new Dictionary<ExplainedLead, ScoreExplanation>();
        foreach (var ofMoment in keys.GroupBy(key => key.AsOf))
        {
            Explainer explainer = await ReadAsync([.. ofMoment], ofMoment.Key, cancellationToken);
            foreach (ExplainedLead key in ofMoment)
            {
                explained.Add(key, explainer.Explain(key.UserId));
            }
        }

        return explained;
    }

    private async Task<Explainer> ReadAsync(
        ExplainedLead[] keys, DateTime? past, CancellationToken cancellationToken)
    {
        long[] users = [.. keys.Select(key => key.UserId).Distinct()];
        DateTime now = clock.GetUtcNow().UtcDateTime;
        // A loader belongs to one operation.
        OperationMemory memory = keys[0].Memory;
        ScoringRules counting = past is null ? rules : PastMoment.RulesOf(rules);
        return await reader.ReadAsync(
            async (db, stop) =>
            {
                db.Charge = memory.Charge;
                DateTime asOf = past ?? await db.ActivityAsOfAsync(now, stop);
                DateTime[] dayStarts = counting.DayStarts(asOf);
                List<EventGroup> groups = await EventGroup
                    .Of(db, counting, asOf, users, dayStarts, isPast: past is not null).ToListAsync(stop);
                return new Explainer(counting, asOf, db.Database.IsSqlite() ? null : dayStarts, groups);
            },
            cancellationToken);
    }
}
