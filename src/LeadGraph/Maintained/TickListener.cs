using LeadGraph.Caching;
using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>
/// In Maintained mode hears of every tick, whichever instance made it, and drops the answers that it outdates. Its
/// connection is lost and made anew without anybody's help.
/// </summary>
public sealed partial class TickListener(
    LeadDatabase database,
    AnswerCache cache,
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
        while (options.Value.Mode == ActivityMode.Maintained && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using NpgsqlConnection connection = await ListenAsync(stoppingToken);
                inTrouble = false;
                while (true)
                {
                    // What was missed while nobody listened counts as heard.
                    cache.Drop();
                    if (!await connection.WaitAsync(Silence, stoppingToken))
                    {
                        await using var ping = new NpgsqlCommand("SELECT 1", connection);
                        await ping.ExecuteNonQueryAsync(stoppingToken);
                    }
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (!inTrouble)
                {
                    inTrouble = true;
                    LogLost(failure.Message);
                }

                await Task.Delay(Pause, clock, stoppingToken);
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

    [LoggerMessage(LogLevel.Warning, "Ticks of leadgraph.user_activity are not heard: {Reason} Answers kept in memory "
        + "end by age alone. LeadGraph keeps trying.")]
    private partial void LogLost(string reason);
}
