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
/// In Maintained mode hears of every tick, whichever instance made it: drops the answers that it outdates, and
/// publishes the tier changes since the last one published. Its connection is made anew without anybody's help.
/// </summary>
public sealed partial class TickListener(
    LeadDatabase database,
    ResponseCacheStore cache,
    ITopicEventSender sender,
    IOptions<ActivityOptions> options,
    TimeProvider clock,
    ILogger<TickListener> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Silence for several ticks may mean that the connection is dead and nobody has noticed.
    private TimeSpan Silence => (3 * options.Value.RefreshInterval) + TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bool inTrouble = false;
        long? delivered = null;
        while (options.Value.Mode == ActivityMode.Maintained && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using NpgsqlConnection connection = await ListenAsync(stoppingToken);
                bool isHeard = false;
                connection.Notification += (_, _) => isHeard = true;
                while (true)
                {
                    isHeard = false;
                    // Once at the beginning too: there may have been ticks while nobody listened. Who is told of a
                    // change asks anew, so answers go first.
                    cache.Invalidate();
                    delivered = await DeliverAsync(connection, delivered, stoppingToken);
                    inTrouble = false;
                    // A tick that was announced while the changes were being read is not waited for.
                    if (!isHeard)
                    {
                        await connection.WaitAsync(Silence, stoppingToken);
                    }
                }
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                if (!inTrouble)
                {
                    inTrouble = true;
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
            await using var listen = new NpgsqlCommand($"LISTEN {MaintainedSql.Channel}", connection);
            await listen.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // A service that starts delivers what happens from then on.
    private async Task<long> DeliverAsync(
        NpgsqlConnection connection, long? delivered, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(MaintainedSql.ReadChanges, connection);
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
                    (LeadScore)reader.GetInt32(3), reader.GetDateTime(4)));
            }
        }

        if (changes.Count > 0)
        {
            await sender.SendAsync(LeadScoreMonitor.Topic, changes.ToImmutable(), cancellationToken);
        }

        return last;
    }

    [LoggerMessage(EventId = 3005, Level = LogLevel.Warning,
        Message = "Ticks of leadgraph.user_activity are not heard: {Reason} Answers kept in memory end by age alone. "
        + "LeadGraph keeps trying.")]
    private partial void LogLost(string reason);
}
