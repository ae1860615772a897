using LeadGraph.Data;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>Compiles the query of the lead list.</summary>
/// <param name="rules">The window and the thresholds.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class LeadQueryWarmup(ScoringRules rules, TimeProvider clock) : IQueryWarmup
{
    /// <inheritdoc/>
    public async Task WarmUpAsync(LeadGraphDbContext db)
    {
        IQueryable<UserActivity> activity =
            db.UserActivity(rules, clock.GetUtcNow().UtcDateTime, mayReadPersonalData: true, forPage: true);
        // EF Core compiles a query when its enumerator is created, and executes it at the first MoveNext.
        await using IAsyncEnumerator<LeadRow> _ = LeadEndpoints.Rows(activity, new LeadFilter([], null, Limit: 1))
            .AsAsyncEnumerable().GetAsyncEnumerator(CancellationToken.None);
    }
}
