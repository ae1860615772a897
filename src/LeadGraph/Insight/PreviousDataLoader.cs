using GreenDonut;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Insight;

/// <summary>
/// Loads the engagement of many users in the window before by one statement, by one for each moment as of which they
/// are asked for. In Maintained mode another one reads the moment of the table before, so that it fits its rows.
/// </summary>
/// <param name="scheduler">Schedules the batches.</param>
/// <param name="options">Limits the size of a batch.</param>
/// <param name="reader">Reads the events.</param>
/// <param name="rules">The rules.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class PreviousDataLoader(
    IBatchScheduler scheduler, DataLoaderOptions options, DatabaseReader reader, ScoringRules rules, TimeProvider clock)
    : BatchDataLoader<ExplainedLead, Engagement>(scheduler, options)
{
    private readonly Engagement _none = new(0, 0, 0, rules.Score(points: 0, activeDays: 0));

    /// <inheritdoc/>
    protected override async Task<IReadOnlyDictionary<ExplainedLead, Engagement>> LoadBatchAsync(
        IReadOnlyList<ExplainedLead> keys, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<ExplainedLead, Engagement>();
        foreach (var ofMoment in keys.GroupBy(key => key.AsOf))
        {
            Dictionary<long, Engagement> found = await ReadAsync([.. ofMoment], ofMoment.Key, cancellationToken);
            foreach (ExplainedLead key in ofMoment)
            {
                // A user whose registration was deleted meanwhile has none.
                loaded.Add(key, found.GetValueOrDefault(key.UserId, _none));
            }
        }

        return loaded;
    }

    private Task<Dictionary<long, Engagement>> ReadAsync(
        ExplainedLead[] keys, DateTime? asOf, CancellationToken cancellationToken)
    {
        long[] users = [.. keys.Select(key => key.UserId).Distinct()];
        DateTime now = clock.GetUtcNow().UtcDateTime;
        return reader.ReadAsync(
            async (db, stop) =>
            {
                // A loader belongs to one operation.
                db.Charge = keys[0].Memory.Charge;
                DateTime moment = asOf ?? await db.ActivityAsOfAsync(now, stop);
                return await db.PreviousActivity(rules, moment, users)
                    .Select(x => new { x.UserId, x.TotalEvents, x.Points, x.ActiveDays, x.LeadScore })
                    .ToDictionaryAsync(
                        x => x.UserId, x => new Engagement(x.TotalEvents, x.Points, x.ActiveDays, x.LeadScore), stop);
            },
            cancellationToken);
    }
}
