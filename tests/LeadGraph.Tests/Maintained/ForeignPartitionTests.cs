using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Maintained;

/// <summary>Tables of which a part is on another server, whose rows have no <c>xmin</c>.</summary>
public class ForeignPartitionTests
{
    private const string Columns =
        "(id bigint, user_id bigint, event_type text, created_at timestamptz, details jsonb)";

    private const string ByUser = $"""
        CREATE TABLE events {Columns} PARTITION BY LIST (user_id);
        CREATE TABLE near PARTITION OF events FOR VALUES IN (1);
        CREATE FOREIGN TABLE far_events PARTITION OF events DEFAULT SERVER loopback OPTIONS (table_name 'far');
        """;

    private static readonly DateTime Now = new(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string> Shapes => new()
    {
        ByUser,
        // A partition that is partitioned itself.
        $"""
        CREATE TABLE events {Columns} PARTITION BY RANGE (created_at);
        CREATE TABLE september PARTITION OF events FOR VALUES FROM ('2025-09-01') TO ('2025-10-01')
            PARTITION BY LIST (user_id);
        CREATE TABLE others PARTITION OF events DEFAULT;
        CREATE TABLE near PARTITION OF september FOR VALUES IN (1);
        CREATE FOREIGN TABLE far_events PARTITION OF september DEFAULT SERVER loopback OPTIONS (table_name 'far');
        """,
        // Inheritance, as tables were partitioned before PostgreSQL 10.
        $"""
        CREATE TABLE events {Columns};
        CREATE FOREIGN TABLE far_events {Columns} INHERITS (events) SERVER loopback OPTIONS (table_name 'far');
        """,
        // A view that passes on xmin, which is 0 for the foreign rows.
        $"""
        CREATE TABLE all_events {Columns} PARTITION BY LIST (user_id);
        CREATE TABLE near PARTITION OF all_events FOR VALUES IN (1);
        CREATE FOREIGN TABLE far_events PARTITION OF all_events DEFAULT SERVER loopback OPTIONS (table_name 'far');
        CREATE VIEW events AS SELECT xmin, * FROM all_events;
        """
    };

    [PostgreSqlTheory, MemberData(nameof(Shapes))]
    public async Task Ticks_OverEventsWithAForeignPart_SeeItsNewEvents(string events)
    {
        string database = await CreateAsync(events);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await MaintainedInstallation.InstallAsync(source, CancellationToken.None);
        var tick = new ActivityTick(source, new ScoringRules(), new ActivityOptions());
        await MaintainedDatabase.UntilRowsAreSettledAsync(source);
        await TickAsync(tick, Now);

        // Events of the local part keep the largest ids.
        await PostgreSqlServer.ExecuteAsync(database, """
            INSERT INTO far (id, user_id, created_at)
            SELECT n, 2, '2025-09-10 14:00Z' FROM generate_series(80, 85) n
            """);
        TickResult seen = await TickAsync(tick, Now.AddSeconds(5));
        await PostgreSqlServer.ExecuteAsync(database, """
            INSERT INTO far (id, user_id, created_at) VALUES (86, 3, '2025-09-10 15:00:05Z')
            """);
        TickResult recent = await TickAsync(tick, Now.AddSeconds(10));

        Assert.Equal((TickKind.Incremental, 1L), (seen.Kind, seen.Written));
        Assert.Equal((TickKind.Incremental, 1L), (recent.Kind, recent.Written));
        await using NpgsqlCommand counts = source.CreateCommand(
            "SELECT array_agg(total_events ORDER BY user_id) FROM leadgraph.user_activity");
        object found = (await counts.ExecuteScalarAsync())!;
        Assert.Equal([5, 6, 1], (int[])found);
    }

    [PostgreSqlFact]
    public async Task Installation_OverAForeignPartition_SaysWhatTicksCostAndAdvisesWhatIsPossible()
    {
        string database = await CreateAsync(ByUser, indexes: "");

        string installed = await RunAsync(database, "install");
        string status = await RunAsync(database, "status", "--LeadGraph:Activity:Mode=Maintained");

        Assert.Contains("events has partitions on another server, whose rows have no xmin: every tick computes the users "
            + "of the events with the largest ids (LeadGraph:Activity:LookBack) and of the last hour again.", installed);
        Assert.Contains("events has partitions on another server", status);
        Assert.Contains("on another server, where their tables need both indexes too", status);
        string[] advice = [.. status.Split('\n').Where(line => line.Contains("CREATE INDEX"))];
        Assert.Equal(2, advice.Length);
        await PostgreSqlServer.ExecuteAsync(database, string.Concat(advice.Select(line => line + "\n")));
        Assert.DoesNotContain("CREATE INDEX", await RunAsync(database, "status", "--LeadGraph:Activity:Mode=Maintained"));
    }

    [PostgreSqlFact]
    public async Task Ticks_OverAForeignPartitionWithoutIntegerIds_RebuildEveryFiveMinutes()
    {
        string database = await CreateAsync(ByUser.Replace("(id bigint", "(id text"), "(id text");
        string installed = await RunAsync(database, "install");
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        var tick = new ActivityTick(source, new ScoringRules(), new ActivityOptions());
        await TickAsync(tick, Now);

        TickResult incremental = await TickAsync(tick, Now.AddSeconds(299));
        await PostgreSqlServer.ExecuteAsync(
            database, "INSERT INTO far (id, user_id, created_at) VALUES ('x', 2, '2025-09-10 14:00Z')");
        TickResult rebuild = await TickAsync(tick, Now.AddSeconds(300));

        Assert.Contains("and no integer id: new events are found by rebuilds alone, every 5 minutes", installed);
        Assert.Equal(TickKind.Incremental, incremental.Kind);
        Assert.Equal((TickKind.Rebuild, 1L), (rebuild.Kind, rebuild.Written));
    }

    [PostgreSqlFact]
    public async Task Ticks_OverRegistrationsWithAForeignPartition_SeeWhatIsNewInBothParts()
    {
        const string Columns =
            "(user_id bigint, username text, first_name text, email text, registered_at timestamptz)";
        string database = await CreateAsync($"CREATE TABLE events {ForeignPartitionTests.Columns}");
        await PostgreSqlServer.ExecuteAsync(database, $"""
            DROP TABLE free_lesson_registrations;
            CREATE TABLE far_people {Columns};
            CREATE TABLE free_lesson_registrations {Columns} PARTITION BY LIST (user_id);
            CREATE TABLE near_people PARTITION OF free_lesson_registrations FOR VALUES IN (1);
            CREATE FOREIGN TABLE foreign_people PARTITION OF free_lesson_registrations DEFAULT SERVER loopback
                OPTIONS (table_name 'far_people');
            INSERT INTO near_people (user_id, username) VALUES (1, 'one');
            INSERT INTO far_people (user_id, username, registered_at) VALUES (2, 'two', '2025-01-01');
            """);
        string installed = await RunAsync(database, "install");
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        var tick = new ActivityTick(source, new ScoringRules(), new ActivityOptions());
        await TickAsync(tick, Now);
        await PostgreSqlServer.ExecuteAsync(database, """
            UPDATE near_people SET username = 'uno';
            INSERT INTO far_people (user_id, username, registered_at) VALUES (2, 'due', '2025-01-02');
            """);

        TickResult seen = await TickAsync(tick, Now.AddSeconds(5));

        Assert.Contains("free_lesson_registrations has partitions on another server, whose rows have no xmin: every tick "
            + "compares all its rows", installed);
        Assert.Equal((TickKind.Incremental, 2L), (seen.Kind, seen.Written));
        await using NpgsqlCommand names = source.CreateCommand(
            "SELECT array_agg(username ORDER BY user_id) FROM leadgraph.user_activity");
        object found = (await names.ExecuteScalarAsync())!;
        Assert.Equal(["uno", "due"], (string[])found);
    }

    [PostgreSqlFact]
    public async Task Service_OverAForeignPartition_CountsItsNewEventsInBothModes()
    {
        string database = await CreateAsync(ByUser);
        await RunAsync(database, "install");
        await using ServiceHost live = await ServiceHost.StartAsync(database);
        await using ServiceHost maintained = await ServiceHost.StartAsync(database, MaintainedSample.InMaintainedMode);
        await maintained.UntilReadyAsync();

        await PostgreSqlServer.ExecuteAsync(database, """
            INSERT INTO far (id, user_id, created_at)
            SELECT n, 2, '2025-09-10 14:00Z' FROM generate_series(80, 85) n
            """);

        Assert.Equal(6, await CountAsync(live));
        await Eventually.UntilAsync(async () => await CountAsync(maintained) == 6);

        static async Task<int> CountAsync(ServiceHost host)
            => JsonElement.Parse(await host.Client.GetStringAsync("/api/user-activity")).EnumerateArray()
                .Single(lead => lead.GetProperty("user_id").GetInt64() == 2).GetProperty("total_events").GetInt32();
    }

    private static Task<TickResult> TickAsync(ActivityTick tick, DateTime now)
        => tick.RunAsync(now, TimeSpan.Zero, rebuild: false, CancellationToken.None);

    private static async Task<string> CreateAsync(
        string events, string id = "(id bigint",
        string indexes = "CREATE INDEX ON {0} (user_id, created_at); CREATE INDEX ON {0} (created_at, user_id);")
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        var server = new NpgsqlConnectionStringBuilder(database);
        string of = events.Contains("TABLE all_events") ? "all_events" : "events";
        await PostgreSqlServer.ExecuteAsync(database, $"""
            CREATE EXTENSION postgres_fdw;
            CREATE SERVER loopback FOREIGN DATA WRAPPER postgres_fdw
                OPTIONS (host '{server.Host}', port '{server.Port}', dbname '{server.Database}');
            CREATE USER MAPPING FOR CURRENT_USER SERVER loopback
                OPTIONS (user '{server.Username}', password '{server.Password ?? "none"}');
            CREATE TABLE free_lesson_registrations
                (user_id bigint PRIMARY KEY, username text, first_name text, email text, registered_at timestamptz);
            CREATE TABLE far {Columns.Replace("(id bigint", id)};
            INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2), (3);
            {events};
            {indexes.Replace("{0}", of)}
            INSERT INTO {of} (id, user_id, created_at)
            SELECT 100 + n, 1, '2025-09-10 14:00Z' FROM generate_series(1, 5) n;
            """);
        return database;
    }

    private static async Task<string> RunAsync(string database, string action, params string[] settings)
    {
        using var output = new StringWriter();
        int code = await CommandLine.RunAsync(
            ["database", action, $"--ConnectionStrings:LeadGraph={database}", .. settings], output, output);
        Assert.True(code == 0, output.ToString());
        return output.ToString();
    }
}
