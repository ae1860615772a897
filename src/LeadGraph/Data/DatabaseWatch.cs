namespace LeadGraph.Data;

/// <summary>
/// Reads the catalog for as long as the service runs: every 5 seconds while the database is not ready, else every
/// minute and after a read that failed. Logs each change once, and warms up the queries over tables of a new shape.
/// </summary>
public sealed partial class DatabaseWatch(
    LeadDatabase database,
    DatabaseConnection connection,
    IQueryWarmup warmup,
    ILogger<DatabaseWatch> logger) : BackgroundService
{
    private static readonly TimeSpan PauseWhileReady = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseWhileNotReady = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Compiles the usual queries before the service listens, so that the first request waits only for the database.
    /// </summary>
    /// <param name="cancellationToken">Ends the start.</param>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await WarmUpAsync(database.DefaultContexts.CreateContext());
        database.Warmup = warmup;
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? notReadyReason = null;
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
                        await WarmUpAsync(database.CreateContext());
                    }

                    if (notReadyReason is not null || database.Shape != known)
                    {
                        LogReady(connection.Place, database.Shape!);
                    }

                    (notReadyReason, known) = (null, database.Shape);
                    await database.WaitForFailedReadAsync(PauseWhileReady, stoppingToken);
                }
                catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
                {
                    // Any failure may be temporary, so none ends the loop.
                    string reason = failure is DatabaseNotReadyException
                        ? failure.Message : "The tables cannot be queried.";
                    if (reason != notReadyReason)
                    {
                        notReadyReason = reason;
                        Exception? cause = failure is DatabaseNotReadyException ? failure.InnerException : failure;
                        LogNotReady(connection.Place, reason, cause is null ? "" : $"{cause.Message} ");
                    }

                    await Task.Delay(PauseWhileNotReady, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, or its start failed; the failure is logged elsewhere.
        }
    }

    private async Task WarmUpAsync(LeadGraphDbContext context)
    {
        await using LeadGraphDbContext db = context;
        await warmup.WarmUpAsync(db);
    }

    [LoggerMessage(
        EventId = 2001, Level = LogLevel.Information, Message = "The database is ready: {Place}, with {Shape}.")]
    private partial void LogReady(string place, TableShape shape);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error,
        Message = "Not ready to serve leads from {Place}. {Reason} {Cause}LeadGraph keeps trying.")]
    private partial void LogNotReady(string place, string reason, string cause);
}
