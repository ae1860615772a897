using LeadGraph.Changes;
using LeadGraph.Changes.Feed;
using LeadGraph.Data;
using LeadGraph.Scoring;
using Microsoft.Extensions.Options;

namespace LeadGraph.Maintained;

/// <summary>
/// In Maintained mode runs a tick at every refresh interval. All instances try; the lock and the time of the last tick
/// let one of them do the work, and another takes over when that instance stops.
/// </summary>
public sealed partial class ActivityMaintainer(
    LeadDatabase database,
    ScoringRules rules,
    IOptions<ActivityOptions> options,
    IOptions<ChangesOptions> changes,
    FeedAge age,
    TimeProvider clock,
    TickMetrics metrics,
    ILogger<ActivityMaintainer> logger) : BackgroundService
{
    // Timers are not exact. A tick that is slightly early must not be skipped.
    private const double ShortestGap = 0.8;

    private static readonly TimeSpan WarningInterval = TimeSpan.FromMinutes(5);

    private long? _warnedAt;
    private long? _warnedOfIdsAt;
    private bool _rebuildsInstead;
    private bool _hidesRows;
    private bool _lacksRows;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Mode != ActivityMode.Maintained)
        {
            return;
        }

        TimeSpan interval = options.Value.RefreshInterval;
        var tick = new ActivityTick(database.Primary, rules, options.Value, database.Mapping, changes.Value);
        using var timer = new PeriodicTimer(interval, clock);
        var failing = new LastingFailure(clock);
        do
        {
            try
            {
                TickResult result = await tick.RunAsync(
                    () => clock.GetUtcNow().UtcDateTime, ShortestGap * interval, LacksRows(), stoppingToken);
                if (failing.Ends())
                {
                    LogRecovered();
                }

                _lacksRows &= result.Kind != TickKind.Rebuild;
                metrics.Add(result);
                Log(result);
                if (result is { TickedAt: { } tickedAt, Age: { } sinceTick })
                {
                    age.Note(tickedAt, sinceTick);
                }
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                metrics.AddFailure();
                // The next tick may succeed; until then readers get the rows of the last one.
                if (failing.Begins(failure))
                {
                    LogFailed(failure, failure.Message);
                }
            }

            WarnOfAge();
        }
        while (await WaitAsync(timer, stoppingToken));
    }

    // A tick looks for what is new, and rows that come into view again are not.
    private bool LacksRows()
    {
        bool hidesRows = database.HidesRows;
        _lacksRows |= _hidesRows && !hidesRows;
        _hidesRows = hidesRows;
        return _lacksRows;
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

    // Repeated while the table is old, whether this instance fails or another one holds the lock.
    private void WarnOfAge()
    {
        if (!_rebuildsInstead && metrics.Age is { } old && old > options.Value.OldestTick && IsDue(ref _warnedAt))
        {
            LogOld(old.TotalSeconds);
        }
    }

    // By time that passes, because a clock that is set back would silence warnings for as long.
    private bool IsDue(ref long? warnedAt)
    {
        if (warnedAt is { } last && clock.GetElapsedTime(last) < WarningInterval)
        {
            return false;
        }

        warnedAt = clock.GetTimestamp();
        return true;
    }

    private void Log(TickResult result)
    {
        if (result.BelowLookBack > 0 && IsDue(ref _warnedOfIdsAt))
        {
            LogOutOfOrderIds(result.BelowLookBack);
        }

        if (result.RebuildsEvery is { } every && !_rebuildsInstead)
        {
            LogSlow(every.TotalSeconds);
        }

        _rebuildsInstead =
            result.Kind != TickKind.Incremental && (_rebuildsInstead || result.RebuildsEvery is not null);
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
        Message = "leadgraph.user_activity is {Seconds:F0} s old: no instance has brought it up to date since. Run "
        + "\"database status\" for details.")]
    private partial void LogOld(double seconds);

    [LoggerMessage(EventId = 3007, Level = LogLevel.Warning,
        Message = "Events of {Users} users have ids far below the largest ones. While this lasts, "
        + "leadgraph.user_activity is rebuilt every five minutes, and only a rebuild finds events that are older than "
        + "an hour. See LookBack in docs/scaling.md.")]
    private partial void LogOutOfOrderIds(long users);

    [LoggerMessage(EventId = 3008, Level = LogLevel.Warning,
        Message = "Ticks take longer than they may, so leadgraph.user_activity is rebuilt instead, every "
        + "{Seconds:F0} s, as rebuilds may take a fifth of the time. An index on events by user and time is missing, "
        + "also one on the expressions of a view; run \"database status\" for details. A tick is tried again after "
        + "LeadGraph:Activity:RebuildInterval.")]
    private partial void LogSlow(double seconds);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Information,
        Message = "leadgraph.user_activity is kept up to date again.")]
    private partial void LogRecovered();
}
