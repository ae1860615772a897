using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Npgsql;
using static LeadGraph.Tests.Maintained.MaintainedSample;

namespace LeadGraph.Tests.Maintained;

/// <summary>Maintained mode where <c>events</c> is no table.</summary>
public class EventViewTests
{
    private static readonly DateTime Now = new(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string, string, bool> Kinds => new()
    {
        // What events is, what the installation says of it, and whether ticks find new events.
        { "CREATE VIEW events AS SELECT xmin, * FROM visits", "", true },
        { "CREATE VIEW events AS SELECT * FROM visits", "events is a view without xmin: every tick computes", true },
        {
            "CREATE VIEW events AS TABLE visits UNION ALL SELECT * FROM old_visits WHERE id < 0",
            "events is a view without xmin: every tick computes", true
        },
        {
            "CREATE VIEW events AS SELECT gen_random_uuid() AS id, user_id, event_type, created_at, details FROM visits",
            "events is a view without xmin or an integer id: new events are found by rebuilds alone, every 5 minutes",
            false
        },
        {
            """
            CREATE FOREIGN TABLE events
                (id bigint, user_id bigint, event_type text, created_at timestamptz, details jsonb)
                SERVER loopback OPTIONS (table_name 'visits')
            """,
            "events is a foreign table without xmin: new events are found by rebuilds alone, every 5 minutes", false
        }
    };

    [PostgreSqlTheory, MemberData(nameof(Kinds))]
    public async Task Ticks_OverEventsThatAreNoTable_FollowAtTheCostThatTheInstallationSays(
        string events, string cost, bool findsNewEvents)
    {
        string database = await CreateAsync(events);
        string installed = await RunAsync(database, "install");
        Assert.Contains("Installed.", installed);
        Assert.Contains(cost, installed);
        Assert.Equal(cost.Length > 0, installed.Contains("events is"));
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        var tick = new ActivityTick(source, new ScoringRules(), new ActivityOptions());
        // Else the registrations count as new in each tick, and their events are read whether or not they are found.
        await MaintainedDatabase.UntilRowsAreSettledAsync(source);

        TickResult first = await TickAsync(tick, Now);
        await PostgreSqlServer.ExecuteAsync(database, """
            INSERT INTO visits (id, user_id, created_at)
            SELECT n, 2, '2025-09-10 14:00Z' FROM generate_series(80, 85) n
            """);
        TickResult second = await TickAsync(tick, Now.AddSeconds(5));
        // Ids below the largest, of a transaction that ended late.
        await PostgreSqlServer.ExecuteAsync(database, """
            INSERT INTO visits (id, user_id, created_at)
            SELECT n, 3, '2025-09-10 14:00Z' FROM generate_series(50, 55) n
            """);
        TickResult third = await TickAsync(tick, Now.AddSeconds(10));
        TickResult left = await TickAsync(tick, Now.AddHours(2));

        Assert.Equal(
            (TickKind.Rebuild, TickKind.Incremental, TickKind.Incremental), (first.Kind, second.Kind, third.Kind));
        Assert.Equal(findsNewEvents ? (1, 1) : (0, 0), (second.Written, third.Written));
        Assert.Equal(TickKind.Rebuild, left.Kind);
        Assert.Equal(6, await CountAsync(
            database, "SELECT total_events::bigint FROM leadgraph.user_activity WHERE user_id = 3"));
    }

    [PostgreSqlFact]
    public async Task Ticks_OverAViewOfTwoTablesWithIdsOfTheirOwn_SeeWhatIsNewInBoth()
    {
        string database = await CreateAsync("CREATE VIEW events AS TABLE visits UNION ALL TABLE old_visits");
        await RunAsync(database, "install");
        await PostgreSqlServer.ExecuteAsync(database, """
            INSERT INTO old_visits (id, user_id, created_at)
            SELECT 1000000 + n, 1, '2025-09-01 12:00Z' FROM generate_series(1, 500) n
            """);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        var tick = new ActivityTick(source, new ScoringRules(), new ActivityOptions { LookBack = 100 });
        await TickAsync(tick, Now);

        await PostgreSqlServer.ExecuteAsync(
            database, "INSERT INTO visits (id, user_id, created_at) VALUES (80, 2, '2025-09-10 14:59:30Z')");
        TickResult seen = await TickAsync(tick, Now.AddSeconds(5));

        Assert.Equal((TickKind.Incremental, 1L), (seen.Kind, seen.Written));
    }

    [PostgreSqlTheory, MemberData(nameof(Kinds))]
    public async Task Ticks_WhereOnlyRebuildsFindEvents_RebuildEveryFiveMinutes(
        string events, string cost, bool findsNewEvents)
    {
        string database = await CreateAsync(events);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await MaintainedInstallation.InstallAsync(source, CancellationToken.None);
        var tick = new ActivityTick(source, new ScoringRules(), new ActivityOptions());

        TickResult[] results =
        [
            await TickAsync(tick, Now), await TickAsync(tick, Now.AddSeconds(299)),
            await TickAsync(tick, Now.AddSeconds(300))
        ];

        Assert.Equal(
            (TickKind.Rebuild, TickKind.Incremental, findsNewEvents ? TickKind.Incremental : TickKind.Rebuild),
            (results[0].Kind, results[1].Kind, results[2].Kind));
        Assert.Equal(findsNewEvents ? null : "new events are found by rebuilds alone", results[2].Reason);
        string status = await RunAsync(database, "status");
        Assert.Contains(cost, status);
        Assert.DoesNotContain("CREATE INDEX", status);
        Assert.Contains("which has none; its table needs them by user and time", status);
    }

    [PostgreSqlFact]
    public async Task Ticks_OverAMaterializedView_SeeWhatItsRefreshBrings()
    {
        string database = await CreateAsync("CREATE MATERIALIZED VIEW events AS TABLE visits");
        Assert.Contains("events is a materialized view, whose refresh writes its rows anew: every tick computes",
            await RunAsync(database, "install"));
        Assert.Contains("CREATE INDEX CONCURRENTLY", await RunAsync(database, "status"));
        await PostgreSqlServer.ExecuteAsync(database, "CREATE INDEX ON events (user_id, created_at)");
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        var tick = new ActivityTick(source, new ScoringRules(), new ActivityOptions());
        await TickAsync(tick, Now);

        await PostgreSqlServer.ExecuteAsync(database, """
            INSERT INTO visits (id, user_id, created_at) VALUES (99, 2, '2025-09-10 14:00Z');
            REFRESH MATERIALIZED VIEW events
            """);
        TickResult second = await TickAsync(tick, Now.AddSeconds(5));
        // The rows' xmin is the refresh's: it tells nothing of when they came.
        await PostgreSqlServer.ExecuteAsync(database, "REFRESH MATERIALIZED VIEW events");
        TickResult third = await TickAsync(tick, Now.AddSeconds(10));

        Assert.Equal((TickKind.Incremental, 1), (second.Kind, second.Written));
        Assert.Equal((TickKind.Incremental, 0), (third.Kind, third.Written));
    }

    private static Task<TickResult> TickAsync(ActivityTick tick, DateTime now)
        => tick.RunAsync(now, TimeSpan.Zero, rebuild: false, CancellationToken.None);

    private static Task<string> CreateAsync(string events)
        => CreateDatabaseAsync($"""
            CREATE TABLE free_lesson_registrations
                (user_id bigint PRIMARY KEY, username text, first_name text, email text, registered_at timestamptz);
            CREATE TABLE visits
                (id bigint PRIMARY KEY, user_id bigint, event_type text, created_at timestamptz, details jsonb);
            CREATE TABLE old_visits (LIKE visits);
            CREATE INDEX ON visits (user_id, created_at);
            CREATE INDEX ON visits (created_at, user_id);
            INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2), (3);
            INSERT INTO visits (id, user_id, created_at)
            SELECT n, 1, '2025-09-10 14:00Z' FROM generate_series(1, 5) n;
            {events};
            """, withForeignServer: events.Contains("FOREIGN"));

    private static async Task<string> CreateDatabaseAsync(string script, bool withForeignServer)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        var server = new NpgsqlConnectionStringBuilder(database);
        await PostgreSqlServer.ExecuteAsync(database, (withForeignServer ? $"""
            CREATE EXTENSION postgres_fdw;
            CREATE SERVER loopback FOREIGN DATA WRAPPER postgres_fdw
                OPTIONS (host '{server.Host}', port '{server.Port}', dbname '{server.Database}');
            CREATE USER MAPPING FOR CURRENT_USER SERVER loopback
                OPTIONS (user '{server.Username}', password '{server.Password ?? "none"}');
            """ : "") + script);
        return database;
    }

    private static async Task<string> RunAsync(string database, string action)
    {
        using var output = new StringWriter();
        int code = await CommandLine.RunAsync(
            ["database", action, $"--ConnectionStrings:LeadGraph={database}"], output, output);
        Assert.True(code == 0, output.ToString());
        return output.ToString();
    }
}
