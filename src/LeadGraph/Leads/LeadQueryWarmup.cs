using GreenDonut.Data;
using LeadGraph.Data;
using LeadGraph.Leads.Paging;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>
/// Compiles the query of the lead list over REST, and those that the dashboard sends when it is opened. Other
/// selections compile in a fraction of the time afterwards.
/// </summary>
/// <param name="rules">The window and the thresholds.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class LeadQueryWarmup(ScoringRules rules, TimeProvider clock) : IQueryWarmup
{
    private static readonly SortDefinition<UserActivity> HottestFirst =
        new SortDefinition<UserActivity>().AddDescending(x => x.LeadScore).AddDescending(x => x.Points);

    // The fields of a card in the dashboard, and those of a row of its list.
    private static readonly LeadColumn[] Card =
    [
        .. new[]
        {
            nameof(UserActivity.UserId), nameof(UserActivity.Username), nameof(UserActivity.FirstName),
            nameof(UserActivity.Email), nameof(UserActivity.TotalEvents), nameof(UserActivity.ActiveDays),
            nameof(UserActivity.LastActivity), nameof(UserActivity.LeadScore)
        }.Select(LeadColumn.Named)
    ];

    private static readonly LeadColumn[] Row =
    [
        .. Card, LeadColumn.Named(nameof(UserActivity.RegisteredAt)), LeadColumn.Named(nameof(UserActivity.FallsAt))
    ];

    /// <inheritdoc/>
    public async Task WarmUpAsync(LeadGraphDbContext db)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        IQueryable<UserActivity> activity = db.UserActivity(rules, now, mayReadPersonalData: true, forPage: true);
        await CompileAsync(LeadEndpoints.Rows(activity, new LeadFilter([], null, Limit: 1)));

        KeysetOrder order = KeysetOrder.Of(HottestFirst);
        IQueryable<UserActivity> page = order.Sort(activity).Take(1);
        await CompileAsync(page.Select(Projection.With(Projection.Of(Row), order)!));
        await CompileAsync(page.Select(Projection.Of(Card)));
        await CompileAsync(LeadScoreCount.Of(activity));
        await CompileAsync(cancelled => activity.CountAsync(cancelled));
        if (db.HasTicks())
        {
            await CompileAsync(LeadEndpoints.TickedRows(activity, new LeadFilter([], null, Limit: 1)));
            await CompileAsync(cancelled => db.AsOf().SingleAsync(cancelled));
        }
    }

    /// <summary>Compiles a query without executing it.</summary>
    /// <param name="query">The query.</param>
    internal static async Task CompileAsync<T>(IQueryable<T> query)
    {
        // EF Core compiles a query when its enumerator is created, and executes it at the first MoveNext.
        await using IAsyncEnumerator<T> _ =
            query.AsAsyncEnumerable().GetAsyncEnumerator(CancellationToken.None);
    }

    // A query for one value has no enumerator. It is compiled, and cancelled before it opens a connection.
    private static async Task CompileAsync<T>(Func<CancellationToken, Task<T>> read)
    {
        try
        {
            await read(new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            // Nothing is to be read.
        }
    }
}
