using LeadGraph.Maintained.Sql;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Maintained;

public sealed partial class RandomHistory
{
    /// <summary>Has a tick leave the work to another instance, if none has by chance.</summary>
    public async Task EnsureSkipAsync()
    {
        if (Skips == 0)
        {
            await using NpgsqlConnection holder = await database.Source.OpenConnectionAsync();
            await using NpgsqlTransaction hold = await holder.BeginTransactionAsync();
            await using var command = new NpgsqlCommand(TickSql.TryLock, holder);
            await command.ExecuteNonQueryAsync();
            await TickAsync(_instances[0], rebuild: false);
        }
    }

    // Its server process ends wherever it may be just then, and with it the transaction. Work that was over before is
    // tried again with other pauses, and at last while it waits for a lock, so that speed does not matter.
    private async Task KillInstanceAsync()
    {
        bool rebuild = _random.Next(2) == 0;
        for (int attempt = 0, before = Kills; Kills == before && attempt < 30; attempt++)
        {
            await KillInstanceAsync(rebuild, () => Task.Delay(attempt % 15));
        }

        if (Kills < _steps / 40)
        {
            await using NpgsqlConnection holder = await database.Source.OpenConnectionAsync();
            await using NpgsqlTransaction hold = await holder.BeginTransactionAsync();
            await using var command = new NpgsqlCommand("LOCK TABLE leadgraph.state", holder);
            await command.ExecuteNonQueryAsync();
            string waits = $"""
                SELECT pid FROM pg_stat_activity
                WHERE application_name = '{_instances[0].Name}' AND wait_event_type = 'Lock'
                """;
            await KillInstanceAsync(
                rebuild, () => Eventually.UntilAsync(async () => (await database.RowsAsync(waits)).Count > 0));
        }

        // It may have been killed after its commit.
        IsComparable = false;
    }

    private async Task KillInstanceAsync(bool rebuild, Func<Task> whenToKill)
    {
        Instance doomed = _instances[0];
        Task work = TickAsync(doomed, rebuild);
        await whenToKill();
        await database.ExecuteAsync($"""
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{doomed.Name}'
            """);
        try
        {
            await work;
        }
        catch (Exception killed) when (killed is NpgsqlException or IOException)
        {
            Kills++;
        }

        await doomed.Source.DisposeAsync();
        _instances[0] = new Instance(database);
        _instances[0].FollowRules(Rules);
    }
}
