using System.Globalization;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Maintained.Sql;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Maintained;

public class ActivityTickTests
{
    private static readonly DateTime Now = new(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);

    [PostgreSqlFact]
    public async Task Tick_WithATransactionOpenForLong_FindsWhatItCommitsBehindLargerIds()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations(1, 3));
        ActivityTick instance = database.Instance(options: new ActivityOptions { LookBack = 0 });
        await TickAsync(instance, Now);

        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync();
        await using NpgsqlTransaction slow = await connection.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand(Events(1, 6, Now), connection))
        {
            await insert.ExecuteNonQueryAsync();
        }

        for (int i = 0; i < 20; i++)
        {
            await database.ExecuteAsync(Events(2, 1, Now));
            TickResult held = await TickAsync(instance, Now);
            // While it is open, everybody with events since it began is computed anew each time.
            Assert.Equal((1, 1), (held.Recomputed, held.Written));
        }

        TickResult nothingNew = await TickAsync(instance, Now);
        Assert.Equal((1, 0), (nothingNew.Recomputed, nothingNew.Written));

        await slow.CommitAsync();
        await TickAsync(instance, Now);
        Assert.Equal(["1 6 1", "2 20 1", "3 0 0"], await UsersAsync(database));

        // Once it has ended, nobody is.
        await TickAsync(instance, Now);
        Assert.Equal(0, (await TickAsync(instance, Now)).Recomputed);
    }

    [PostgreSqlFact]
    public async Task Tick_WithIdsHandedOutInStock_FindsThoseBelowTheWatermark()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            Registrations(1, 2) + "ALTER TABLE events ALTER id SET CACHE 100;");
        ActivityTick instance = database.Instance();
        await using NpgsqlConnection hoarder = await database.Source.OpenConnectionAsync();
        await InsertAsync(hoarder, 1);
        await database.ExecuteAsync(Events(2, 1, Now));
        for (int i = 0; i < 4; i++)
        {
            await TickAsync(instance, Now);
        }

        await InsertAsync(hoarder, 4);
        await TickAsync(instance, Now);

        Assert.Equal(["1 5 1", "2 1 0"], await UsersAsync(database));
        Assert.Equal(["t"], await database.RowsAsync("""
            SELECT (max(id) FILTER (WHERE user_id = 1) < max(id) FILTER (WHERE user_id = 2))::text::char FROM events
            """));

        static async Task InsertAsync(NpgsqlConnection connection, int count)
        {
            await using var insert = new NpgsqlCommand(Events(1, count, Now), connection);
            await insert.ExecuteNonQueryAsync();
        }
    }

    [PostgreSqlFact]
    public async Task Tick_AsAUserGrowsHotColdAndHotAgain_RecordsThreeChanges()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations(1, 1));
        ActivityTick instance = database.Instance(options: new ActivityOptions
        {
            RebuildInterval = TimeSpan.FromDays(7),
            ChangeRetention = TimeSpan.FromDays(30)
        });
        await TickAsync(instance, Now);

        string week = string.Concat(Enumerable.Range(0, 5).Select(day => Events(1, 4, Now.AddDays(-day))));
        await database.ExecuteAsync(week);
        Assert.Equal(TickKind.Incremental, (await TickAsync(instance, Now)).Kind);
        // The user's events merely grow old.
        TickResult aged = await TickAsync(instance, Now.AddDays(6.5));
        Assert.Equal(TickKind.Incremental, aged.Kind);
        DateTime later = Now.AddDays(6.6);
        await database.ExecuteAsync(
            string.Concat(Enumerable.Range(0, 5).Select(day => Events(1, 4, later.AddDays(-day)))));
        await TickAsync(instance, later);

        Assert.Equal(["0 3", "3 0", "0 3"],
            await database.RowsAsync("SELECT previous, current FROM leadgraph.tier_changes ORDER BY id"));
    }

    [PostgreSqlFact]
    public async Task Tick_ForSomebodyNew_RecordsAChangeWithoutAPreviousTier()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations(1, 5));
        ActivityTick instance = database.Instance();
        TickResult first = await TickAsync(instance, Now);
        Assert.Equal((TickKind.Rebuild, "first computation", 5L, 0L),
            (first.Kind, first.Reason, first.Written, first.TierChanges));

        await database.ExecuteAsync(Registrations(6, 6));
        await TickAsync(instance, Now);

        Assert.Equal(["6 NULL 0"],
            await database.RowsAsync("SELECT user_id, previous, current FROM leadgraph.tier_changes"));
    }

    [PostgreSqlFact]
    public async Task Tick_WithOtherRules_RebuildsAndRecordsNoChanges()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            Registrations(1, 3) + Events(2, 4, Now));
        await TickAsync(database.Instance(), Now);
        var rules = new ScoringRules { WindowDays = 3, Cool = new ScoreThreshold { MinEvents = 4 } };

        TickResult result = await TickAsync(database.Instance(rules), Now);

        Assert.Equal((TickKind.Rebuild, "other scoring rules", 0L), (result.Kind, result.Reason, result.TierChanges));
        Assert.Equal(["1 0 0", "2 4 1", "3 0 0"], await UsersAsync(database));
        Assert.Empty(await database.DifferencesAsync(Now, rules));
        Assert.Equal(TickKind.Incremental, (await TickAsync(database.Instance(rules), Now)).Kind);
    }

    [PostgreSqlFact]
    public async Task Rebuild_WhenDue_WritesOnlyWhatDiffers()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            Registrations(1, 50) + Events(7, 3, Now) + Events(8, 3, Now));
        ActivityTick instance = database.Instance();
        await TickAsync(instance, Now);
        await database.ExecuteAsync("""
            DELETE FROM events WHERE user_id = 7;
            DELETE FROM free_lesson_registrations WHERE user_id = 9;
            UPDATE free_lesson_registrations SET email = 'new@example.com' WHERE user_id = 10;
            """);

        // The tick sees the update, and what is deleted is left to the rebuild.
        TickResult tick = await TickAsync(instance, Now.AddMinutes(59));
        Assert.Equal((TickKind.Incremental, 1L), (tick.Kind, tick.Written));
        TickResult result = await TickAsync(instance, Now.AddHours(1));

        Assert.Equal((TickKind.Rebuild, "due", 2L), (result.Kind, result.Reason, result.Written));
        Assert.Empty(await database.DifferencesAsync(Now.AddHours(1)));
    }

    [PostgreSqlFact]
    public async Task Tick_AfterTheTableWasEmptiedAndItsIdsBeganAnew_Rebuilds()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            Registrations(1, 1) + Events(1, 9, Now));
        ActivityTick instance = database.Instance();
        await TickAsync(instance, Now);
        await database.ExecuteAsync("TRUNCATE events RESTART IDENTITY;" + Events(1, 2, Now));

        Assert.Equal("event ids went back", (await TickAsync(instance, Now)).Reason);
        Assert.Equal(["1 2 0"], await UsersAsync(database));
        await database.ExecuteAsync(Events(1, 3, Now));
        Assert.Equal(TickKind.Incremental, (await TickAsync(instance, Now)).Kind);
        Assert.Equal(["1 5 1"], await UsersAsync(database));
    }

    [PostgreSqlFact]
    public async Task Tick_WhileAnotherInstanceWorksOrHasJustWorked_IsSkipped()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations(1, 1));
        ActivityTick instance = database.Instance();
        await using (NpgsqlConnection other = await database.Source.OpenConnectionAsync())
        {
            await using NpgsqlTransaction works = await other.BeginTransactionAsync();
            await using var take = new NpgsqlCommand(MaintainedSql.TryLock, other);
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
            $"{MaintainedSql.Prepare(TimeSpan.FromSeconds(1))}; {MaintainedSql.TryLock}", frozen);
        await begin.ExecuteNonQueryAsync();
        Assert.Equal(TickKind.Skipped, (await TickAsync(instance, Now)).Kind);

        await Eventually.UntilAsync(async () => (await TickAsync(instance, Now)).Kind != TickKind.Skipped);
    }

    [PostgreSqlFact]
    public async Task Prepare_HasTheServerNoticeAnInstanceWhoseMachineIsGone()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync();
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using var prepare = new NpgsqlCommand($"""
            {MaintainedSql.Prepare(TimeSpan.FromSeconds(15))};
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
        await new MaintainedCatalog().RequireFilledAsync(database.Source, CancellationToken.None);

        foreach (string change in (string[])["UPDATE leadgraph.state SET version = 2",
            "ALTER TABLE leadgraph.state DROP version"])
        {
            await database.ExecuteAsync(change);
            var obstacle = await Assert.ThrowsAsync<DatabaseNotReadyException>(
                () => new MaintainedCatalog().RequireFilledAsync(database.Source, CancellationToken.None));
            Assert.Contains("another version", obstacle.Message);
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
    public async Task Tick_WithTextsOfAnyLength_KeepsThem()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync();
        ActivityTick instance = database.Instance();
        await TickAsync(instance, Now);
        // Nothing that compression could shorten to what an index takes.
        await database.ExecuteAsync("""
            INSERT INTO free_lesson_registrations (user_id, username, first_name, email, registered_at)
            SELECT n, long, long, long, NULL
            FROM generate_series(1, 2) n,
                LATERAL (SELECT n || string_agg(md5(random()::text), '') AS long FROM generate_series(1, 400)) x
            """);

        Assert.Equal((TickKind.Incremental, 2L), await KindAsync(rebuild: false));
        Assert.Empty(await database.DifferencesAsync(Now));
        Assert.Equal((TickKind.Rebuild, 0L), await KindAsync(rebuild: true));

        async Task<(TickKind, long)> KindAsync(bool rebuild)
        {
            TickResult result = await instance.RunAsync(Now, TimeSpan.Zero, rebuild, CancellationToken.None);
            return (result.Kind, result.Written);
        }
    }

    [PostgreSqlFact]
    public async Task Tick_AfterAColumnOfTheRegistrationsBecameWider_GoesOn()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(tables: """
            CREATE TABLE free_lesson_registrations (user_id bigint PRIMARY KEY, username varchar(10),
                first_name varchar(10), email varchar(10), registered_at timestamptz);
            CREATE TABLE events (id bigserial PRIMARY KEY, user_id bigint, event_type text, created_at timestamptz,
                details jsonb);
            CREATE INDEX ON events (user_id, created_at);
            INSERT INTO free_lesson_registrations VALUES (1, 'ann');
            """);
        ActivityTick instance = database.Instance();
        await TickAsync(instance, Now);
        await database.ExecuteAsync("""
            ALTER TABLE free_lesson_registrations ALTER username TYPE text;
            INSERT INTO free_lesson_registrations VALUES (2, 'a name of more than ten letters');
            """);

        Assert.Equal(1, (await TickAsync(instance, Now)).Written);
        Assert.Empty(await database.DifferencesAsync(Now));
    }

    [PostgreSqlFact]
    public async Task Tick_AmongManyEvents_ReadsThemByIndexAlone()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync($"""
            {Registrations(1, 2000)}
            INSERT INTO events (user_id, event_type, created_at)
            SELECT 1 + n % 2000, 'x', '{Text(Now)}'::timestamptz - n * interval '10 seconds'
            FROM generate_series(1, 200000) n;
            """);
        await TickAsync(database.Instance(), Now);
        await database.ExecuteAsync("ANALYZE");

        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using (var prepare = new NpgsqlCommand(MaintainedSql.Prepare(TimeSpan.FromMinutes(1)), connection))
        {
            await prepare.ExecuteNonQueryAsync();
        }

        TickState state = await TickState.ReadAsync(connection, 1000, CancellationToken.None);
        await using var explain = new NpgsqlCommand(
            "EXPLAIN " + MaintainedSql.Tick(registrationsHaveId: false, registrationsHaveTransactions: true),
            connection);
        foreach (var (name, value) in new (string, object)[]
        {
            ("now", Now), ("window_start", Now.AddDays(-7)), ("announce", true),
            ("left_from", Now.AddDays(-7)), ("left_until", Now.AddDays(-7).AddSeconds(5)),
            ("window_end", Now.AddDays(1)), ("entered_from", Now.AddDays(1)), ("entered_until", Now.AddDays(1)),
            ("look_back_id", state.MaxId - 1000), ("recent_from", Now.AddHours(-1)),
            ("xmax", state.Xmax), ("horizon", state.Xmin),
            ("hot_events", 20), ("hot_days", 5), ("warm_events", 10), ("warm_days", 3),
            ("cool_events", 5), ("cool_days", 0)
        })
        {
            explain.Parameters.AddWithValue(name, value);
        }

        var plan = new List<string>();
        await using NpgsqlDataReader reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        // A server that knows a key to be never NULL leaves one out.
        Assert.InRange(plan.Count(line => line.Contains(" on events e", StringComparison.Ordinal)), 5, 6);
        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan on events", StringComparison.Ordinal));
    }

    [PostgreSqlFact]
    public async Task Tick_OverEventsPartitionedAsDocumented_GoesOn()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            Registrations(1, 3) + Events(1, 6, Now));
        ActivityTick instance = database.Instance();
        await TickAsync(instance, Now);
        string[] documented = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs/scaling.md"));

        await database.ExecuteAsync(string.Join('\n', documented
            .SkipWhile(line => line != "    BEGIN;").TakeWhile(line => line != "    COMMIT;").Append("COMMIT;")));
        await database.ExecuteAsync(Events(2, 5, Now) + Events(3, 1, Now.AddDays(-30)));

        Assert.Equal(TickKind.Incremental, (await TickAsync(instance, Now)).Kind);
        Assert.Equal(["1 6 1", "2 5 1", "3 0 0"], await UsersAsync(database));
        Assert.Empty(await database.DifferencesAsync(Now));
    }

    private static async Task<TickResult> TickAsync(ActivityTick instance, DateTime now)
        => await instance.RunAsync(now, TimeSpan.Zero, rebuild: false, CancellationToken.None);

    private static Task<List<string>> UsersAsync(MaintainedDatabase database) => database.RowsAsync(
        "SELECT user_id, total_events, lead_score FROM leadgraph.user_activity ORDER BY user_id");

    private static string Registrations(int first, int last) => $"""
        INSERT INTO free_lesson_registrations (user_id, username, email, registered_at)
        SELECT n, 'user' || n, NULL, '2025-09-01' FROM generate_series({first}, {last}) n;
        """;

    private static string Events(int user, int count, DateTime time) => string.Create(CultureInfo.InvariantCulture, $"""
        INSERT INTO events (user_id, event_type, created_at)
        SELECT {user}, 'x', '{Text(time)}'::timestamptz - n * interval '1 minute' FROM generate_series(1, {count}) n;
        """);

    private static string Text(DateTime time) => $"{time:yyyy-MM-dd HH:mm:ss}Z";
}
