using LeadGraph.Data;
using LeadGraph.Store;

namespace LeadGraph.Insight.History;

/// <summary>Counts each day soon after its end and keeps it in the store, if there is one.</summary>
/// <param name="history">Counts and keeps days.</param>
/// <param name="store">The store.</param>
/// <param name="database">The database.</param>
/// <param name="limiters">Admit the reads.</param>
/// <param name="clock">Measures how long failures last.</param>
/// <param name="logger">Logs failures.</param>
public sealed partial class HistoryKeeper(
    LeadScoreHistory history, LeadStore store, LeadDatabase database, ReadLimiters limiters,
    TimeProvider clock, ILogger<HistoryKeeper> logger) : BackgroundService
{
    /// <summary>
    /// Without days that are kept, and after a pause, it begins so many days back: with those that the dashboard shows,
    /// and a week more to compare them with.
    /// </summary>
    internal const int DaysBack = 40;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    private readonly DatabaseReader _reader = new(database, limiters, Timeout);
    private DateOnly? _kept;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = new LastingFailure(clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await KeepAsync(stoppingToken);
                failing.Ends();
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                if (failing.Begins(failure))
                {
                    LogFailed(failure);
                }
            }

            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Keeps the days that have ended.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    internal async Task KeepAsync(CancellationToken cancellationToken)
    {
        DateOnly last = ClosedDays.DayOf(history.Rules, history.Now - LeadScoreHistory.Grace).AddDays(-1);
        if (last != _kept && database.Shape is not null && await store.FindProblemAsync(cancellationToken) is null)
        {
            await history.ReadAsync(_reader, last.AddDays(1 - DaysBack), last, caller: null, cancellationToken);
            _kept = last;
        }
    }

    [LoggerMessage(EventId = 9001, Level = LogLevel.Warning,
        Message = "The tiers at the end of the day cannot be kept; LeadGraph keeps trying.")]
    private partial void LogFailed(Exception failure);
}
