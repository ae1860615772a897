using LeadGraph.Data;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>Compiles the query of the lead list.</summary>
/// <param name="rules">The window and the thresholds.</param>
/// <param name="clock">Gives the query its moment.</param>
public sealed class LeadQueryWarmup(ScoringRules rules, TimeProvider clock) : IQueryWarmup
{
    /// <inheritdoc/>
    public async Task WarmUpAsync(LeadGraphDbContext db)
    {
        IQueryable<UserActivity> activity =
            db.UserActivity(rules, clock.GetUtcNow().UtcDateTime, mayReadPersonalData: true);
        // EF Core compiles a query when it is asked for an enumerator, and sends it only when that moves.
        await using IAsyncEnumerator<LeadRow> _ = LeadEndpoints.Rows(activity, new LeadFilter([], null, Limit: 1))
            .AsAsyncEnumerable().GetAsyncEnumerator(CancellationToken.None);
    }
}
