using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Maintained.Sql;
using LeadGraph.Tests.Hosting;
using Npgsql;
using static LeadGraph.Tests.Maintained.TickScripts;

namespace LeadGraph.Tests.Maintained;

/// <summary>Ticks of several instances over one database, of which any may hang, end or be of another version.</summary>
public class TickTakeoverTests
{
    [PostgreSqlFact]
    public async Task Tick_WhileAnotherInstanceWorksOrHasJustWorked_IsSkipped()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations(1, 1));
        ActivityTick instance = database.Instance();
        await using (NpgsqlConnection other = await database.Source.OpenConnectionAsync())
        {
            await using NpgsqlTransaction works = await other.BeginTransactionAsync();
            await using var take = new NpgsqlCommand(TickSql.TryLock, other);
            Assert.Equal(true, await take.ExecuteScalarAsync());
            // It does not even look at the tables, whose shape is the other's concern.
            await database.ExecuteAsync("ALTER TABLE free_lesson_registrations RENAME TO elsewhere");
            Assert.Equal(TickKind.Skipped, (await TickAsync(instance, Now)).Kind);
            await database.ExecuteAsync("ALTER TABLE elsewhere RENAME TO free_lesson_registrations");
        }

        Assert.Equal(TickKind.Rebuild, (await TickAsync(instance, Now)).Kind);
        TickResult tooSoon = await instance.RunAsync(
            Now, TimeSpan.FromMinutes(5), rebuild: false, CancellationToken.None);
        Assert.Equal(TickKind.Skipped, tooSoon.Kind);
    }

    [PostgreSqlFact]
    public async Task Tick_WhileAFrozenInstanceHoldsTheLock_TakesOverSoon()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations(1, 1));
        ActivityTick instance = database.Instance();
        await using NpgsqlConnection frozen = await database.Source.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await frozen.BeginTransactionAsync();
        await using var begin = new NpgsqlCommand(
            $"{TickSql.Prepare(Eventually.Limit)}; {TickSql.TryLock}", frozen);
        await begin.ExecuteNonQueryAsync();
        Assert.Equal(TickKind.Skipped, (await TickAsync(instance, Now)).Kind);
        await using var freeze = new NpgsqlCommand(TickSql.Prepare(TimeSpan.FromSeconds(1)), frozen);
        await freeze.ExecuteNonQueryAsync();

        await Eventually.UntilAsync(async () => (await TickAsync(instance, Now)).Kind != TickKind.Skipped);
    }

    [PostgreSqlFact]
    public async Task Prepare_SetsTheKeepalivesThatDetectALostInstance()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync();
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using var prepare = new NpgsqlCommand($"""
            {TickSql.Prepare(TimeSpan.FromSeconds(15))};
            SELECT string_agg(name || ' ' || setting, ', ' ORDER BY name) FROM pg_settings
            WHERE name IN ('idle_in_transaction_session_timeout', 'tcp_keepalives_idle', 'tcp_user_timeout');
            """, connection);
        await using NpgsqlDataReader reader = await prepare.ExecuteReaderAsync();
        // Past the result of what is set where it is known.
        await reader.NextResultAsync();
        await reader.ReadAsync();

        Assert.Equal("idle_in_transaction_session_timeout 15000, tcp_keepalives_idle 10, tcp_user_timeout 25000",
            reader.GetString(0));
    }

    [PostgreSqlFact]
    public async Task Tick_OfAnotherVersionsInstallation_IsNotServed()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations(1, 1));
        await TickAsync(database.Instance(), Now);
        await new MaintainedTableCheck(TimeProvider.System).RequireFilledAsync(database.Source, CancellationToken.None);

        foreach (string change in (string[])["UPDATE leadgraph.state SET version = 1",
            "ALTER TABLE leadgraph.state DROP version"])
        {
            await database.ExecuteAsync(change);
            var notReady = await Assert.ThrowsAsync<DatabaseNotReadyException>(
                () => new MaintainedTableCheck(TimeProvider.System)
                    .RequireFilledAsync(database.Source, CancellationToken.None));
            Assert.Contains("another version", notReady.Message);
        }
    }

    [PostgreSqlFact]
    public async Task Tick_ThatTakesLong_LeavesTheNextItsTurn()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations(1, 1) + """
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_sleep(0.6); RETURN NULL; END';
            """);
        await database.ExecuteAsync("""
            CREATE TRIGGER slow BEFORE INSERT ON leadgraph.user_activity EXECUTE FUNCTION dawdle()
            """);
        ActivityTick instance = database.Instance();
        await TickAsync(instance, Now);

        // From one tick's beginning to the next one's it was longer than the gap.
        TickResult next = await instance.RunAsync(
            Now, TimeSpan.FromSeconds(0.5), rebuild: false, CancellationToken.None);

        Assert.Equal(TickKind.Incremental, next.Kind);
    }

    [PostgreSqlFact]
    public async Task Tick_AfterTheClockOfTheDatabaseWasSetBack_GoesOn()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations(1, 1));
        ActivityTick instance = database.Instance();
        await TickAsync(instance, Now);
        await database.ExecuteAsync("UPDATE leadgraph.state SET ticked_at = ticked_at + interval '1 hour'");

        TickResult result = await instance.RunAsync(
            Now, TimeSpan.FromSeconds(5), rebuild: false, CancellationToken.None);

        Assert.Equal(TickKind.Incremental, result.Kind);
    }

    [PostgreSqlFact]
    public async Task Rebuild_AfterTheClockWasSetBackALittle_IsDueByTheClock()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations(1, 1));
        ActivityTick instance = database.Instance(
            options: new ActivityOptions { RebuildInterval = TimeSpan.FromMinutes(30) });
        await TickAsync(instance, Now);

        TickResult rebuilt = await TickAsync(instance, Now.AddMinutes(-50));
        TickResult next = await TickAsync(instance, Now.AddMinutes(-49));

        // As of the later moment, which the clock has yet to reach.
        Assert.Equal((TickKind.Rebuild, Now), (rebuilt.Kind, rebuilt.AsOf));
        Assert.Equal((TickKind.Incremental, Now), (next.Kind, next.AsOf));
    }
}
