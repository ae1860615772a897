using System.Collections.Immutable;
using HotChocolate.Subscriptions;
using LeadGraph.Caching;
using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Maintained.Sql;
using LeadGraph.Scoring;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>
/// In Maintained mode receives the notification of every tick, from any instance. It invalidates the response cache and
/// publishes the tier changes since the last delivery. It reconnects after a failure.
/// </summary>
public sealed partial class TierChangePublisher(
    LeadDatabase database,
    ResponseCacheStore cache,
    ITopicEventSender sender,
    IOptions<ActivityOptions> options,
    TimeProvider clock,
    ILogger<TierChangePublisher> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // No notification for several ticks may mean that the connection is broken without an error.
    private TimeSpan SilenceTimeout => (3 * options.Value.RefreshInterval) + TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bool hasFailed = false;
        long? delivered = null;
        while (options.Value.Mode == ActivityMode.Maintained && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using NpgsqlConnection connection = await ListenAsync(stoppingToken);
                bool isNotified = false;
                connection.Notification += (_, _) => isNotified = true;
                while (true)
                {
                    isNotified = false;
                    // Also after connecting, because ticks may have been missed.
                    delivered = await DeliverAsync(connection, delivered, stoppingToken);
                    hasFailed = false;
                    // A notification may have arrived while the changes were being read.
                    if (!isNotified)
                    {
                        await connection.WaitAsync(SilenceTimeout, stoppingToken);
                    }
                }
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                if (!hasFailed)
                {
                    hasFailed = true;
                    LogLost(failure.Message);
                }

                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<NpgsqlConnection> ListenAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await database.Primary.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var listen = new NpgsqlCommand($"LISTEN {TickSql.Channel}", connection);
            await listen.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // A service delivers only the changes since its start.
    private async Task<long> DeliverAsync(
        NpgsqlConnection connection, long? delivered, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TickSql.ReadChanges, connection);
        command.Parameters.AddWithValue("delivered", delivered ?? long.MaxValue);
        ImmutableArray<LeadScoreChange>.Builder changes = ImmutableArray.CreateBuilder<LeadScoreChange>();
        long last;
        await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            last = reader.GetInt64(0);
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                last = reader.GetInt64(0);
                changes.Add(new LeadScoreChange(
                    reader.GetInt64(1), reader.IsDBNull(2) ? null : (LeadScore)reader.GetInt32(2),
                    (LeadScore)reader.GetInt32(3), reader.GetDateTime(4), (LeadScoreChangeReason)reader.GetInt32(5)));
            }
        }

        // A subscriber that queries after a change must not get an older response. One may have been computed while the
        // changes were read, because they are those of every tick until then.
        cache.Invalidate();
        if (changes.Count > 0)
        {
            await sender.SendAsync(LeadScoreMonitor.Topic, changes.ToImmutable(), cancellationToken);
        }

        return last;
    }

    [LoggerMessage(EventId = 3005, Level = LogLevel.Warning,
        Message = "The notifications of leadgraph.user_activity cannot be received: {Reason} "
        + "Cached responses expire by age. LeadGraph keeps trying.")]
    private partial void LogLost(string reason);
}
