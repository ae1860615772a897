namespace LeadGraph.Access;

/// <summary>
/// Looks every second whether the file of API keys has changed. The operating system's notifications are not used: it
/// limits how many there are, and network file systems have none.
/// </summary>
/// <param name="keys">The keys.</param>
public sealed class ApiKeyFileWatch(ApiKeyRing keys) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (keys.File is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                keys.Refresh();
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }
}
