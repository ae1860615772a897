using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Data;

/// <summary>
/// Reads the catalog when the service starts and, until that succeeds, again and again; tells the console what stands
/// in the way, each obstacle once. Then it has EF Core prepare for queries, so that no caller waits for that.
/// </summary>
public sealed partial class DatabaseWatch(
    LeadDatabase database, ScoringRules rules, TimeProvider clock, ILogger<DatabaseWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? told = null;
        while (true)
        {
            try
            {
                await database.ReadCatalogAsync(stoppingToken);
                LogReady(database.Shape);
                await PrepareQueriesAsync();
                return;
            }
            catch (DatabaseNotReadyException obstacle)
            {
                if (obstacle.Message != told)
                {
                    told = obstacle.Message;
                    LogNotReady(told, obstacle.InnerException?.Message);
                }

                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    private async Task PrepareQueriesAsync()
    {
        await using LeadGraphDbContext db = database.CreateContext();
        db.UserActivity(rules, clock.GetUtcNow().UtcDateTime, mayReadPersonalData: true)
            .OrderByDescending(x => x.TotalEvents).Take(1).ToQueryString();
    }

    [LoggerMessage(LogLevel.Information, "The database is ready: {Shape}.")]
    private partial void LogReady(TableShape? shape);

    [LoggerMessage(LogLevel.Error, "Not ready to serve leads. {Reason} {Cause} LeadGraph keeps trying.")]
    private partial void LogNotReady(string reason, string? cause);
}
