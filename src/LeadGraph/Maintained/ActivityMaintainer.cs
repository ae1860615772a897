using LeadGraph.Data;
using LeadGraph.Scoring;
using Microsoft.Extensions.Options;

namespace LeadGraph.Maintained;

/// <summary>
/// In Maintained mode ticks at the refresh interval for as long as the service runs. Every instance tries; the lock and
/// the time of the last tick see to it that one works, and that another goes on when that one is gone.
/// </summary>
public sealed partial class ActivityMaintainer(
    LeadDatabase database,
    ScoringRules rules,
    IOptions<ActivityOptions> options,
    TimeProvider clock,
    TickMetrics metrics,
    ILogger<ActivityMaintainer> logger) : BackgroundService
{
    // Timers are not exact, and an instance that comes early by a little is not another one's turn.
    private const double ShortestGap = 0.8;

    private static readonly TimeSpan WarningInterval = TimeSpan.FromMinutes(5);

    private DateTime? _asOf;
    private DateTime _nextWarning;
    private DateTime _nextIdWarning;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Mode != ActivityMode.Maintained)
        {
            return;
        }

        TimeSpan interval = options.Value.RefreshInterval;
        var tick = new ActivityTick(database.Primary, rules, options.Value);
        using var timer = new PeriodicTimer(interval, clock);
        string? trouble = null;
        do
        {
            try
            {
                TickResult result = await tick.RunAsync(
                    clock.GetUtcNow().UtcDateTime, ShortestGap * interval, rebuild: false, stoppingToken);
                if (trouble is not null)
                {
                    LogRecovered();
                    trouble = null;
                }

                metrics.Add(result);
                Log(result);
                _asOf = result.AsOf ?? _asOf;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                metrics.AddFailure();
                // Whatever it is, the next tick may succeed, and readers have the rows of the last one.
                if (failure.Message != trouble)
                {
                    trouble = failure.Message;
                    LogFailed(failure, failure.Message);
                }
            }

            WarnOfAge();
        }
        while (await WaitAsync(timer, stoppingToken));
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Again and again for as long as it lasts, be it this instance that cannot tick or another that keeps it from it.
    private void WarnOfAge()
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        if (_asOf is { } asOf && now - asOf > options.Value.OldestTick && now >= _nextWarning)
        {
            _nextWarning = now + WarningInterval;
            LogOld((now - asOf).TotalSeconds);
        }
    }

    private void Log(TickResult result)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        if (result.BelowLookBack > 0 && now >= _nextIdWarning)
        {
            _nextIdWarning = now + WarningInterval;
            LogOddIds(result.BelowLookBack);
        }

        if (result.Kind == TickKind.Rebuild)
        {
            LogRebuilt(result.Reason!, result.Recomputed, result.Written, result.Duration.TotalMilliseconds);
        }
        else if (result.Kind == TickKind.Incremental)
        {
            LogTicked(result.Recomputed, result.Written, result.TierChanges, result.Duration.TotalMilliseconds);
        }
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information,
        Message = "leadgraph.user_activity was rebuilt ({Reason}): {Recomputed} users computed, "
        + "{Written} rows written, {Milliseconds:F0} ms.")]
    private partial void LogRebuilt(string reason, long recomputed, long written, double milliseconds);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Debug,
        Message = "leadgraph.user_activity is up to date: {Recomputed} users computed, {Written} rows "
        + "written, {TierChanges} tier changes, {Milliseconds:F0} ms.")]
    private partial void LogTicked(long recomputed, long written, long tierChanges, double milliseconds);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Error,
        Message = "leadgraph.user_activity could not be brought up to date: {Reason} Readers get the "
        + "rows of the last tick. LeadGraph keeps trying.")]
    private partial void LogFailed(Exception failure, string reason);

    [LoggerMessage(EventId = 3006, Level = LogLevel.Warning,
        Message = "leadgraph.user_activity is {Seconds:F0} s old: no instance has brought it up to date since. The "
        + "command \"database status\" tells more.")]
    private partial void LogOld(double seconds);

    [LoggerMessage(EventId = 3007, Level = LogLevel.Warning,
        Message = "Events of {Users} users came under ids far below the largest ones. While that goes on, "
        + "leadgraph.user_activity is rebuilt every five minutes, and what is dated more than an hour back is seen "
        + "only then. See LookBack in docs/scaling.md.")]
    private partial void LogOddIds(long users);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Information,
        Message = "leadgraph.user_activity is kept up to date again.")]
    private partial void LogRecovered();
}
