using System.Linq.Expressions;
using LeadGraph.Data;
using LeadGraph.Leads.Paging;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>
/// Compiles the query of the lead list over REST, and that of the first page over GraphQL with the columns of the
/// dashboard. Other selections compile in a fraction of the time afterwards.
/// </summary>
/// <param name="rules">The window and the thresholds.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class LeadQueryWarmup(ScoringRules rules, TimeProvider clock) : IQueryWarmup
{
    private static readonly Expression<Func<UserActivity, UserActivity>> DashboardColumns = row => new UserActivity
    {
        UserId = row.UserId,
        Username = row.Username,
        FirstName = row.FirstName,
        Email = row.Email,
        RegisteredAt = row.RegisteredAt,
        TotalEvents = row.TotalEvents,
        ActiveDays = row.ActiveDays,
        LastActivity = row.LastActivity,
        LeadScore = row.LeadScore
    };

    /// <inheritdoc/>
    public async Task WarmUpAsync(LeadGraphDbContext db)
    {
        IQueryable<UserActivity> activity =
            db.UserActivity(rules, clock.GetUtcNow().UtcDateTime, mayReadPersonalData: true, forPage: true);
        await CompileAsync(LeadEndpoints.Rows(activity, new LeadFilter([], null, Limit: 1)));

        KeysetOrder order = KeysetOrder.Of(requested: null);
        await CompileAsync(order.Sort(activity).Take(1).Select(Projection.With(DashboardColumns, order)!));
    }

    // EF Core compiles a query when its enumerator is created, and executes it at the first MoveNext.
    private static async Task CompileAsync<T>(IQueryable<T> query)
    {
        await using IAsyncEnumerator<T> _ =
            query.AsAsyncEnumerable().GetAsyncEnumerator(CancellationToken.None);
    }
}
