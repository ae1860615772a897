using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Data;

/// <summary>
/// Reads the catalog again and again, from the start of the service to its end: often while something stands in the
/// way, else every minute and after a read that failed. It tells the log of every change, once, and has EF Core
/// prepare for queries over tables of a new shape, so that no caller waits for that.
/// </summary>
public sealed partial class DatabaseWatch(
    LeadDatabase database,
    DatabaseConnection connection,
    ScoringRules rules,
    TimeProvider clock,
    ILogger<DatabaseWatch> logger) : BackgroundService
{
    private static readonly TimeSpan PauseWhileReady = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseWhileNotReady = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Prepares a query before the service listens, by which most of EF Core is compiled: a first caller waits for the
    /// database, not for that.
    /// </summary>
    /// <param name="cancellationToken">Ends the start.</param>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await PrepareQueryAsync(database.UsualContexts.CreateContext());
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? obstacle = null;
        TableShape? known = null;
        try
        {
            while (true)
            {
                try
                {
                    await database.ReadCatalogAsync(stoppingToken);
                    if (database.Shape != known)
                    {
                        await PrepareQueryAsync(database.CreateContext());
                    }

                    if (obstacle is not null || database.Shape != known)
                    {
                        LogReady(connection.Place, database.Shape);
                    }

                    (obstacle, known) = (null, database.Shape);
                    await database.FailedReadAsync(PauseWhileReady, stoppingToken);
                }
                catch (Exception found) when (!stoppingToken.IsCancellationRequested)
                {
                    // Whatever it is, the database may answer otherwise the next time; nothing ends the watch.
                    string reason = found is DatabaseNotReadyException
                        ? found.Message : "The tables cannot be queried.";
                    if (reason != obstacle)
                    {
                        obstacle = reason;
                        LogNotReady(connection.Place, reason,
                            (found is DatabaseNotReadyException ? found.InnerException : found)?.Message);
                    }

                    await Task.Delay(PauseWhileNotReady, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, or did not start for a reason that others tell.
        }
    }

    // EF Core compiles a query when it is asked for an enumerator, and sends it only when that moves.
    private async Task PrepareQueryAsync(LeadGraphDbContext context)
    {
        await using LeadGraphDbContext db = context;
        IQueryable<UserActivity> activity =
            db.UserActivity(rules, clock.GetUtcNow().UtcDateTime, mayReadPersonalData: true);
        await using IAsyncEnumerator<LeadRow> _ = LeadEndpoints.Rows(activity, new LeadFilter([], null, Limit: 1))
            .AsAsyncEnumerable().GetAsyncEnumerator(CancellationToken.None);
    }

    [LoggerMessage(
        EventId = 2001, Level = LogLevel.Information, Message = "The database is ready: {Place}, with {Shape}.")]
    private partial void LogReady(string place, TableShape? shape);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error,
        Message = "Not ready to serve leads from {Place}. {Reason} {Cause} LeadGraph keeps trying.")]
    private partial void LogNotReady(string place, string reason, string? cause);
}
