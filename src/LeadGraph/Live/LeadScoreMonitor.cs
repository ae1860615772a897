using HotChocolate.Subscriptions;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadGraph.Live;

/// <summary>
/// Notices users who move between tiers, and publishes the moves. While anyone listens it compares all tiers with
/// those of the time before; while nobody does it rests, and what happens meanwhile is nobody's change. In Maintained
/// mode it leaves all to <see cref="TickListener"/>.
/// </summary>
/// <param name="database">Where the tiers are computed.</param>
/// <param name="leads">Where leads are read.</param>
/// <param name="sender">Where moves are published.</param>
/// <param name="options">How often tiers are compared.</param>
/// <param name="activity">Whether ticks tell of the moves.</param>
/// <param name="clock">Dates the moves.</param>
/// <param name="logger">Where trouble with the database is told.</param>
public sealed partial class LeadScoreMonitor(
    LeadDatabase database,
    LeadReader leads,
    ITopicEventSender sender,
    IOptions<LiveOptions> options,
    IOptions<ActivityOptions> activity,
    TimeProvider clock,
    ILogger<LeadScoreMonitor> logger) : BackgroundService
{
    /// <summary>The topic on which <see cref="LeadScoreChange"/>s are published.</summary>
    public const string Topic = "lead-score-changes";

    private readonly Lock _lock = new();
    private TaskCompletionSource _someoneListens = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
                _someoneListens.TrySetResult();
            }
        }

        return new Attention(this);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (activity.Value.Mode == ActivityMode.Live)
        {
            await ListenersAsync().WaitAsync(stoppingToken);
            await WatchAsync(stoppingToken);
        }
    }

    private Task ListenersAsync()
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
                Dictionary<long, LeadScore> now = await ReadTiersAsync(cancellationToken);
                if (before is not null)
                {
                    await PublishAsync(before, now, cancellationToken);
                }

                before = now;
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
        while (Listeners > 0 && await timer.WaitForNextTickAsync(cancellationToken) && Listeners > 0);
    }

    private async Task<Dictionary<long, LeadScore>> ReadTiersAsync(CancellationToken cancellationToken)
    {
        await using LeadGraphDbContext db = database.CreateContext();
        return await leads.Read(db)
            .Select(x => new { x.UserId, x.LeadScore })
            .ToDictionaryAsync(x => x.UserId, x => x.LeadScore, cancellationToken);
    }

    private async Task PublishAsync(
        Dictionary<long, LeadScore> before, Dictionary<long, LeadScore> now, CancellationToken cancellationToken)
    {
        DateTime changedAt = clock.GetUtcNow().UtcDateTime;
        foreach ((long userId, LeadScore current) in now)
        {
            LeadScore? previous = before.TryGetValue(userId, out LeadScore tier) ? tier : null;
            if (previous != current)
            {
                await sender.SendAsync(
                    Topic, new LeadScoreChange(userId, previous, current, changedAt), cancellationToken);
            }
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_listeners == 0)
            {
                _someoneListens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Tiers cannot be compared; trying again until they can.")]
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
