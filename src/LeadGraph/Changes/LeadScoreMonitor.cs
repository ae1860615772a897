using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using HotChocolate.Subscriptions;
using LeadGraph.Caching;
using LeadGraph.Configuration;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadGraph.Changes;

/// <summary>
/// Notices users who move between tiers, and publishes the moves. While anyone listens it compares all tiers with
/// those of the time before; while nobody does it rests, and what happens meanwhile is nobody's change. In Maintained
/// mode it does nothing: the ticks record the changes.
/// </summary>
/// <param name="reader">Where the tiers are computed.</param>
/// <param name="rules">The window and the thresholds.</param>
/// <param name="cache">What forgets answers that a move has made untrue.</param>
/// <param name="sender">Where moves are published.</param>
/// <param name="options">How often tiers are compared.</param>
/// <param name="activity">Whether ticks tell of the moves.</param>
/// <param name="clock">Dates the moves.</param>
/// <param name="meters">Where it is measured how many listen.</param>
/// <param name="logger">Where trouble with the database is told.</param>
public sealed partial class LeadScoreMonitor(
    DatabaseReader reader,
    ScoringRules rules,
    ResponseCacheStore cache,
    ITopicEventSender sender,
    IOptions<LiveOptions> options,
    IOptions<ActivityOptions> activity,
    TimeProvider clock,
    IMeterFactory meters,
    ILogger<LeadScoreMonitor> logger) : BackgroundService
{
    /// <summary>
    /// The topic on which the moves are published: one message, an array of <see cref="LeadScoreChange"/>s, for all
    /// that one comparison found. A topic holds a limited number of messages for each listener and has its sender
    /// wait beyond it; many users can move at once, and the next comparison is to wait for nobody.
    /// </summary>
    public const string Topic = "lead-score-changes";

    private readonly UpDownCounter<int> _subscribers = meters.Create(LeadGraphMetrics.MeterName).CreateUpDownCounter<int>(
        "leadgraph.subscribers", "{subscriber}", "Subscriptions to tier changes that are open.");

    private readonly Lock _lock = new();
    private TaskCompletionSource<CancellationToken> _someoneListens = NewWait();
    private CancellationTokenSource? _nobodyListens;
    private int _listeners;

    /// <summary>How many listen now.</summary>
    public int Listeners => Volatile.Read(ref _listeners);

    /// <summary>Keeps the monitor watching until what is answered is disposed.</summary>
    public IDisposable Attend()
    {
        lock (_lock)
        {
            if (++_listeners == 1)
            {
                _nobodyListens = new CancellationTokenSource();
                _someoneListens.SetResult(_nobodyListens.Token);
            }
        }

        _subscribers.Add(1);
        return new Attention(this);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (activity.Value.Mode == ActivityMode.Live)
            {
                stoppingToken.ThrowIfCancellationRequested();
                CancellationToken nobodyListens = await ListenersAsync().WaitAsync(stoppingToken);
                using var ending = CancellationTokenSource.CreateLinkedTokenSource(nobodyListens, stoppingToken);
                try
                {
                    await WatchAsync(ending.Token);
                }
                catch (Exception) when (ending.IsCancellationRequested)
                {
                    // The watch is over; whoever listens next begins another, with its own baseline.
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, or did not start for a reason that others tell.
        }
    }

    private static TaskCompletionSource<CancellationToken> NewWait()
        => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<CancellationToken> ListenersAsync()
    {
        lock (_lock)
        {
            return _someoneListens.Task;
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        Dictionary<long, LeadScore>? before = null;
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        bool inTrouble = false;
        do
        {
            try
            {
                DateTime now = clock.GetUtcNow().UtcDateTime;
                Dictionary<long, LeadScore> tiers = await ReadTiersAsync(now, cancellationToken);
                ImmutableArray<LeadScoreChange> changes = before is null ? [] : Changes(before, tiers, now);
                // Also when sending fails: what some may have got must not be sent to them again.
                before = tiers;
                if (changes.Length > 0)
                {
                    // Whoever hears of a move and asks at once shall not be answered from before it.
                    cache.Invalidate();
                    await sender.SendAsync(Topic, changes, cancellationToken);
                }

                inTrouble = false;
            }
            catch (Exception trouble) when (!cancellationToken.IsCancellationRequested)
            {
                // Told once for as long as it lasts: the requests that suffer from it tell the rest.
                if (!inTrouble)
                {
                    LogTrouble(trouble);
                }

                inTrouble = true;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private Task<Dictionary<long, LeadScore>> ReadTiersAsync(DateTime now, CancellationToken cancellationToken)
        => reader.ReadAsync(
            (db, stop) => db.UserActivity(rules, now, mayReadPersonalData: false)
                .Select(x => new { x.UserId, x.LeadScore })
                .ToDictionaryAsync(x => x.UserId, x => x.LeadScore, stop),
            cancellationToken);

    private static ImmutableArray<LeadScoreChange> Changes(
        Dictionary<long, LeadScore> before, Dictionary<long, LeadScore> tiers, DateTime now)
    {
        ImmutableArray<LeadScoreChange>.Builder changes = ImmutableArray.CreateBuilder<LeadScoreChange>();
        foreach ((long userId, LeadScore current) in tiers)
        {
            LeadScore? previous = before.TryGetValue(userId, out LeadScore tier) ? tier : null;
            if (previous != current)
            {
                changes.Add(new LeadScoreChange(userId, previous, current, now));
            }
        }

        return changes.ToImmutable();
    }

    private void Leave()
    {
        _subscribers.Add(-1);
        CancellationTokenSource? over = null;
        lock (_lock)
        {
            if (--_listeners == 0)
            {
                over = _nobodyListens;
                _someoneListens = NewWait();
            }
        }

        over?.Cancel();
    }

    [LoggerMessage(
        EventId = 4001, Level = LogLevel.Warning, Message = "Tiers cannot be compared; trying again until they can.")]
    private partial void LogTrouble(Exception trouble);

    private sealed class Attention(LeadScoreMonitor monitor) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                monitor.Leave();
            }
        }
    }
}
