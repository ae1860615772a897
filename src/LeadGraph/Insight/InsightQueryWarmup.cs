using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;

namespace LeadGraph.Insight;

/// <summary>
/// Compiles the queries of leads, and that of the window before, which the dashboard shows in its list.
/// </summary>
/// <param name="leads">Compiles the queries of leads.</param>
/// <param name="rules">The rules.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class InsightQueryWarmup(LeadQueryWarmup leads, ScoringRules rules, TimeProvider clock) : IQueryWarmup
{
    /// <inheritdoc/>
    public async Task WarmUpAsync(LeadGraphDbContext db)
    {
        await leads.WarmUpAsync(db);
        await LeadQueryWarmup.CompileAsync(
            PreviousDataLoader.Query(db, rules, clock.GetUtcNow().UtcDateTime, users: []));
    }
}
