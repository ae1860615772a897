using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Maintained.Sql;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Npgsql;
using static LeadGraph.Tests.Maintained.TickScripts;

namespace LeadGraph.Tests.Maintained;

/// <summary>Ticks over tables of every size, type and partitioning.</summary>
public class TickTablesTests
{
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
        await using (var prepare = new NpgsqlCommand(TickSql.Prepare(TimeSpan.FromMinutes(1)), connection))
        {
            await prepare.ExecuteNonQueryAsync();
        }

        TickState state = await TickState.ReadAsync(
            connection, 1000, TableShape.Default, CancellationToken.None);
        await using var explain = new NpgsqlCommand(
            "EXPLAIN " + TickSql.Tick(TableShape.Default, hasEventTypes: false), connection);
        foreach (var (name, value) in new (string, object)[]
        {
            ("now", Now), ("window_start", Now.AddDays(-7)), ("record_changes", true),
            ("other_rules", false),
            ("left_from", Now.AddDays(-7)), ("left_until", Now.AddDays(-7).AddSeconds(5)),
            ("window_end", Now.AddDays(1)),
            ("day_starts", new ScoringRules().DayStarts(Now)),
            ("window_start_before", Now.AddDays(-7)), ("window_end_before", Now.AddDays(1)),
            ("day_starts_before", new ScoringRules().DayStarts(Now)),
            ("entered_from", Now.AddDays(1)), ("entered_until", Now.AddDays(1)),
            ("look_back_id", state.MaxId - 1000), ("recent_from", Now.AddHours(-1)),
            ("registered_from", Now.AddHours(-1)),
            ("xmax", state.Xmax), ("horizon", state.Xmin),
            ("hot_events", 20), ("hot_days", 5), ("warm_events", 10), ("warm_days", 3),
            ("cool_events", 5), ("cool_days", 0), ("tier_without_events", 0), ("leaves", 604_800_001L),
            ("window_start_previous", Now.AddDays(-14)), ("window_end_previous", Now.AddDays(-7).AddTicks(-1)),
            ("day_starts_previous", new ScoringRules().DayStarts(Now.AddDays(-7))),
            ("left_from_previous", Now.AddDays(-14)), ("left_until_previous", Now.AddDays(-14).AddSeconds(5))
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
        Assert.InRange(plan.Count(line => line.Contains(" on events e", StringComparison.Ordinal)), 8, 9);
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
}
