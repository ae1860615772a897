using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using HotChocolate.Subscriptions;
using LeadGraph.Caching;
using LeadGraph.Data;
using Microsoft.Extensions.Options;

namespace LeadGraph.Changes;

/// <summary>
/// Detects users who change tier and publishes the changes. While there are subscribers it compares all tiers with
/// those of the previous comparison; without subscribers it is idle, and changes in that time are not published. In
/// Maintained mode it does nothing, because the ticks record the changes.
/// </summary>
/// <param name="reader">Reads the tiers.</param>
/// <param name="cache">The response cache, which changes invalidate.</param>
/// <param name="sender">Publishes the changes.</param>
/// <param name="options">How often tiers are compared.</param>
/// <param name="activity">Whether Maintained mode is on.</param>
/// <param name="clock">Gives the time of the changes.</param>
/// <param name="meters">Creates the instruments.</param>
/// <param name="logger">Logs failed comparisons.</param>
public sealed partial class LeadScoreMonitor(
    TierReader reader,
    ResponseCacheStore cache,
    ITopicEventSender sender,
    IOptions<LiveOptions> options,
    IOptions<ActivityOptions> activity,
    TimeProvider clock,
    IMeterFactory meters,
    ILogger<LeadScoreMonitor> logger) : BackgroundService
{
    /// <summary>
    /// The topic of the changes. One message, an array of <see cref="LeadScoreChange"/>s, holds all changes of one
    /// comparison: a topic buffers a limited number of messages for each subscriber and then blocks the sender, and a
    /// message per user would fill that buffer when many users change tier at once.
    /// </summary>
    public const string Topic = "lead-score-changes";

    private readonly SubscriberCount _subscribers = new(meters);
    private readonly ComparisonPace _pace = new(options.Value.Interval, meters, logger);

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
                CancellationToken subscribersLeft = await _subscribers.WaitForFirstAsync().WaitAsync(stoppingToken);
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

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var detector = new TierChangeDetector(reader);
        bool hasFailed = false;
        while (true)
        {
            long started = Stopwatch.GetTimestamp();
            TimeSpan pause;
            try
            {
                // The next comparison is with these tiers even if sending fails, because some subscribers may have
                // received the changes already.
                ImmutableArray<LeadScoreChange> changes = await detector.DetectAsync(
                    clock.GetUtcNow().UtcDateTime, cancellationToken);
                pause = _pace.PauseAfter(Stopwatch.GetElapsedTime(started));
                if (changes.Length > 0)
                {
                    // A subscriber that queries after a change must not get an older response.
                    cache.Invalidate();
                    await sender.SendAsync(Topic, changes, cancellationToken);
                }

                hasFailed = false;
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // Logged once until a comparison succeeds; failed requests are logged separately.
                if (!hasFailed)
                {
                    LogFailed(failure);
                }

                hasFailed = true;
                pause = await _pace.PauseAfterFailureAsync(
                    Stopwatch.GetElapsedTime(started), () => reader.IsReadyAsync(cancellationToken));
            }

            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    [LoggerMessage(
        EventId = 4001, Level = LogLevel.Warning, Message = "The tiers cannot be compared; LeadGraph keeps trying.")]
    private partial void LogFailed(Exception failure);
}
