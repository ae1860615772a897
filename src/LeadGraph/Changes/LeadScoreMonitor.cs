using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using HotChocolate.Subscriptions;
using LeadGraph.Caching;
using LeadGraph.Data;
using Microsoft.Extensions.Options;

namespace LeadGraph.Changes;

/// <summary>
/// Detects users who change tier. With a store it compares all tiers at the interval and has the changes recorded;
/// <see cref="TierChangePublisher"/> publishes them. Without one it compares them while there are subscribers, and
/// publishes the changes itself; without subscribers it is idle, and changes in that time are not published. In
/// Maintained mode it does nothing, because the ticks record the changes.
/// </summary>
/// <param name="reader">Reads the tiers.</param>
/// <param name="recorder">Compares and records where there is a store.</param>
/// <param name="cache">The response cache, which changes invalidate.</param>
/// <param name="sender">Publishes the changes.</param>
/// <param name="options">How often tiers are compared.</param>
/// <param name="activity">Whether Maintained mode is on.</param>
/// <param name="clock">Gives the time of the changes.</param>
/// <param name="meters">Creates the instruments.</param>
/// <param name="logger">Logs failed comparisons.</param>
public sealed partial class LeadScoreMonitor(
    TierReader reader,
    TierRecorder recorder,
    ResponseCacheStore cache,
    ITopicEventSender sender,
    IOptions<LiveOptions> options,
    IOptions<ActivityOptions> activity,
    TimeProvider clock,
    IMeterFactory meters,
    ILogger<LeadScoreMonitor> logger) : BackgroundService
{
    /// <summary>
    /// The topic of the changes. One message, an array of <see cref="LeadScoreChange"/>s, holds many changes of one
    /// comparison: a topic buffers a limited number of messages for each subscriber and then blocks the sender, and a
    /// message per user would fill that buffer when many users change tier at once.
    /// </summary>
    public const string Topic = "lead-score-changes";

    /// <summary>
    /// The most changes in a message. A million users may change tier at once, and their changes are not to be in
    /// memory all at the same time.
    /// </summary>
    public const int LargestMessage = 20_000;

    private readonly SubscriberCount _subscribers = new(meters);
    private readonly ComparisonPace _pace = new(options.Value.Interval, meters, logger);
    private readonly LastingFailure _failure = new(clock);
    private string? _storeProblem;

    /// <summary>The number of subscribers.</summary>
    public int SubscriberCount => _subscribers.Value;

    /// <summary>Counts a subscriber, which keeps the monitor active until the result is disposed.</summary>
    public IDisposable AddSubscriber() => _subscribers.Add();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (activity.Value.Mode == ActivityMode.Live)
            {
                stoppingToken.ThrowIfCancellationRequested();
                await RecordAsync(stoppingToken);
                CancellationToken subscribersLeft;
                try
                {
                    subscribersLeft = await _subscribers.WaitForFirstAsync()
                        .WaitAsync(options.Value.Interval, stoppingToken);
                }
                catch (TimeoutException)
                {
                    // There may be a store by now.
                    continue;
                }

                using var ending = CancellationTokenSource.CreateLinkedTokenSource(subscribersLeft, stoppingToken);
                try
                {
                    await WatchAsync(ending.Token);
                }
                catch (Exception) when (ending.IsCancellationRequested)
                {
                    // The last subscriber has left. The next one starts a new baseline.
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, or its start failed; the failure is logged elsewhere.
        }
    }

    // Ends when there is no store.
    private async Task RecordAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await HasStoreAsync(cancellationToken))
            {
                case true:
                    await RepeatAsync(
                        () => recorder.RecordAsync(() => clock.GetUtcNow().UtcDateTime, cancellationToken),
                        cancellationToken);
                    break;
                case null when _storeProblem is null:
                    await Task.Delay(options.Value.Interval, clock, cancellationToken);
                    break;
                default:
                    return;
            }
        }
    }

    // Ends when there is a store.
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var detector = new TierChangeDetector(reader);
        while (await HasStoreAsync(cancellationToken) is not true)
        {
            await RepeatAsync(
                async () =>
                {
                    // The next comparison is with these tiers even if sending fails, because some subscribers may have
                    // received the changes already.
                    foreach (ImmutableArray<LeadScoreChange> changes in await detector.DetectAsync(
                        clock.GetUtcNow().UtcDateTime, cancellationToken))
                    {
                        // A subscriber that queries after a change must not get an older response.
                        cache.Invalidate();
                        await sender.SendAsync(Topic, changes, cancellationToken);
                    }
                },
                cancellationToken);
        }
    }

    // Compares once, and waits until it is time for the next comparison.
    private async Task RepeatAsync(Func<Task> compareAsync, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        TimeSpan pause;
        try
        {
            await compareAsync();
            pause = _pace.PauseAfter(Stopwatch.GetElapsedTime(started));
            _failure.Ends();
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Failed requests are logged separately.
            if (_failure.Begins(failure))
            {
                LogFailed(failure);
            }

            pause = await _pace.PauseAfterFailureAsync(
                Stopwatch.GetElapsedTime(started), () => reader.IsReadyAsync(cancellationToken));
        }

        await Task.Delay(pause, clock, cancellationToken);
    }

    // Null if the database does not tell, which is reported elsewhere.
    private async Task<bool?> HasStoreAsync(CancellationToken cancellationToken)
    {
        string? problem;
        try
        {
            problem = await recorder.FindProblemAsync(cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        if (problem != _storeProblem && problem is not null)
        {
            LogNoStore(problem);
        }

        _storeProblem = problem;
        return problem is null;
    }

    [LoggerMessage(
        EventId = 4001, Level = LogLevel.Warning, Message = "The tiers cannot be compared; LeadGraph keeps trying.")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Information,
        Message = "Tier changes are published while somebody subscribes, and not recorded. {Reason}")]
    private partial void LogNoStore(string reason);
}
