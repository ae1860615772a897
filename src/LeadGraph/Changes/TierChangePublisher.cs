using System.Collections.Immutable;
using HotChocolate.Subscriptions;
using LeadGraph.Caching;
using LeadGraph.Changes.Feed;
using LeadGraph.Data;
using LeadGraph.Store;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Changes;

/// <summary>
/// Publishes the tier changes that any instance records: in Maintained mode after the notification of every tick, in
/// Live mode with a store after the notification of every comparison that found some. It invalidates the response
/// cache, and reconnects after a failure.
/// </summary>
public sealed partial class TierChangePublisher(
    LeadDatabase database,
    LeadStore store,
    TierRecorder recorder,
    RecentChanges recent,
    ResponseCacheStore cache,
    ITopicEventSender sender,
    IOptions<ActivityOptions> options,
    IOptions<LiveOptions> live,
    TimeProvider clock,
    ILogger<TierChangePublisher> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // The last change that was published.
    private ChangeCursor? _delivered;

    private bool IsMaintained => options.Value.Mode == ActivityMode.Maintained;

    private TimeSpan Interval => IsMaintained ? options.Value.RefreshInterval : live.Value.Interval;

    // No notification for several intervals may mean that the connection is broken without an error.
    private TimeSpan SilenceTimeout => (3 * Interval) + TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = new LastingFailure(clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!IsMaintained)
                {
                    ChangeCursor last = await recorder.WaitForStoreAsync(stoppingToken);
                    _delivered ??= last;
                }

                await using NpgsqlConnection? server = await ListenAsync(stoppingToken);
                bool isNotified = false;
                if (server is not null)
                {
                    server.Notification += (_, _) => isNotified = true;
                }

                while (true)
                {
                    isNotified = false;
                    // Also after connecting, because ticks may have been missed.
                    await DeliverAsync(server, stoppingToken);
                    failing.Ends();
                    // A notification may have arrived while the changes were being read.
                    if (!isNotified)
                    {
                        await WaitAsync(server, stoppingToken);
                    }
                }
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                if (failing.Begins(failure))
                {
                    LogLost(failure.Message);
                }

                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // A file has no notifications.
    private async Task<NpgsqlConnection?> ListenAsync(CancellationToken cancellationToken)
    {
        if (store.IsFile)
        {
            return null;
        }

        NpgsqlConnection connection = await database.Primary.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var listen = new NpgsqlCommand($"LISTEN {LeadStore.Channel}", connection);
            await listen.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // In a file, changes of other instances are looked for at each interval.
    private Task WaitAsync(NpgsqlConnection? server, CancellationToken cancellationToken)
        => server is not null
            ? server.WaitAsync(SilenceTimeout, cancellationToken)
            : recorder.WaitForChangesAsync(Interval, cancellationToken);

    // A file is opened each time, because another one may have taken its place.
    private async Task DeliverAsync(NpgsqlConnection? server, CancellationToken cancellationToken)
    {
        if (server is not null)
        {
            await DeliverAsync(new StoreConnection(server), cancellationToken);
            return;
        }

        await using StoreConnection file = await store.OpenAsync(cancellationToken);
        await DeliverAsync(file, cancellationToken);
    }

    // A service delivers only the changes since its start.
    private async Task DeliverAsync(StoreConnection connection, CancellationToken cancellationToken)
    {
        ImmutableArray<LeadScoreChange> changes;
        do
        {
            (changes, long from, ChangeCursor last, long deleted) =
                await TierChangeRows.ReadAfterAsync(connection, _delivered, cancellationToken);
            // A subscriber that queries after a change must not get an older response. One may have been computed while
            // the changes were read, because they are those of every tick until then.
            if (IsMaintained || changes.Length > 0)
            {
                cache.Invalidate();
            }

            if (store.IsEnabled)
            {
                recent.Add(from, changes, last, deleted);
            }
            else
            {
                // Where no store is used, there is no position to which a subscriber can come back.
                changes = [.. changes.Select(change => change with { Id = 0 })];
            }

            if (changes.Length > 0)
            {
                await sender.SendAsync(LeadScoreMonitor.Topic, changes, cancellationToken);
            }

            _delivered = last;
        }
        while (changes.Length == LeadScoreMonitor.LargestMessage);
    }

    [LoggerMessage(EventId = 3005, Level = LogLevel.Warning,
        Message = "The notifications of tier changes cannot be received: {Reason} "
        + "Cached responses expire by age. LeadGraph keeps trying.")]
    private partial void LogLost(string reason);
}
