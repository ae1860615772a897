namespace LeadGraph.Data;

/// <summary>
/// Reads the catalog when the service starts and, until that succeeds, again and again; tells the console what stands
/// in the way, each obstacle once.
/// </summary>
public sealed partial class DatabaseWatch(LeadDatabase database, ILogger<DatabaseWatch> logger) : BackgroundService
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

    [LoggerMessage(LogLevel.Information, "The database is ready: {Shape}.")]
    private partial void LogReady(TableShape? shape);

    [LoggerMessage(LogLevel.Error, "Not ready to serve leads. {Reason} {Cause} LeadGraph keeps trying.")]
    private partial void LogNotReady(string reason, string? cause);
}
