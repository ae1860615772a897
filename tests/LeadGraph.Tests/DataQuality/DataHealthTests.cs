using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadGraph.Tests.DataQuality;

/// <summary>Rows that do not count, or are shown incompletely, are counted and told of.</summary>
public class DataHealthTests
{
    private const string Query = "{ dataHealth { checkedAt problems "
        + "{ kind events registrations users since exampleId } unchecked } }";

    private const string Tables = """
        CREATE TABLE free_lesson_registrations
            (user_id bigint, username text, first_name text, email text, registered_at timestamp);
        CREATE TABLE events (id bigint, user_id bigint, event_type text, created_at timestamp, details text);
        """;

    // Ids tell the kinds: 1x is dated ahead, 2x out of range, 3x without a time, 4x without a user, 5x of nobody
    // registered, 6x twice there, 7x with other text than JSON.
    private const string Rows = Tables + """
        INSERT INTO free_lesson_registrations (user_id, registered_at) VALUES
            (1, '2025-09-01 10:00:00'), (2, NULL), (NULL, '2025-08-01 10:00:00'), (NULL, '2025-08-02 10:00:00');
        INSERT INTO events (id, user_id, created_at, details) VALUES
            (1, 1, '2025-09-10 10:00:00', '{"a": 1}'),
            (10, 1, '2026-09-10 10:00:00', NULL), (11, 2, '2031-09-10 10:00:00', NULL),
            (12, 2, '2025-09-12 10:00:00', NULL),
            (30, 1, NULL, NULL),
            (40, NULL, '2025-09-10 11:00:00', NULL), (41, NULL, '2025-01-01 11:00:00', NULL),
            (50, 9, '2025-09-09 10:00:00', NULL), (51, 8, '2025-09-08 10:00:00', NULL),
            (52, 8, '2025-01-08 10:00:00', NULL),
            (60, 1, '2025-09-05 10:00:00', NULL), (60, 2, '2025-09-06 10:00:00', NULL),
            (61, 1, '2025-09-06 10:00:00', '1'),
            (70, 1, '2025-09-07 10:00:00', '{a: 1}'), (71, 1, '2025-09-07 10:00:01', ''),
            (72, 1, '2025-01-07 10:00:01', 'too long ago to read');
        """;

    private const string OutOfRangeOnPostgreSql = """
        INSERT INTO free_lesson_registrations (user_id, registered_at) VALUES (3, 'infinity');
        INSERT INTO events (id, user_id, created_at) VALUES
            (20, 1, '55840-11-14 22:13:20'), (21, 1, '0044-03-15 BC'), (22, 3, '-infinity');
        """;

    private const string OutOfRangeOnSqlite = """
        INSERT INTO free_lesson_registrations (user_id, registered_at) VALUES (3, 'infinity');
        INSERT INTO events (id, user_id, created_at) VALUES
            (20, 1, '55840-11-14 22:13:20'), (21, 1, 1700000000000), (22, 3, '2025-02-30 00:00:00');
        """;

    private static readonly (string, string?) Often = ("LeadGraph:DataHealth:Interval", "00:00:00.2");

    [Theory, OnSqlite, OnPostgreSql]
    public async Task DataHealth_OfTablesWithBadRows_CountsEachKind(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await OwnTables.CreateAsync(provider, Rows
                + (provider == DatabaseProvider.Sqlite ? OutOfRangeOnSqlite : OutOfRangeOnPostgreSql)), Often);

        JsonElement health = await CheckedAsync(host);

        // The time of PostgreSQL's out of range event is also far ahead.
        bool isSqlite = provider == DatabaseProvider.Sqlite;
        string[] expected =
        [
            $"FUTURE_EVENT {(isSqlite ? 3 : 4)} events of 2, since 2025-09-10T15:00:00.000Z, such as 10",
            "EVENT_TIME_OUT_OF_RANGE 3 events of 2, since 2025-09-10T15:00:00.000Z, such as 20",
            "EVENT_WITHOUT_TIME 1 events of 1, since 2025-09-10T15:00:00.000Z, such as 30",
            "EVENT_WITHOUT_USER 2 events of 0, since 2025-01-01T11:00:00.000Z, such as 40",
            "EVENT_OF_UNREGISTERED_USER 2 events of 2, since 2025-09-08T10:00:00.000Z, such as 50",
            "DUPLICATE_EVENT_ID 2 events of 2, since 2025-09-05T10:00:00.000Z, such as 60",
            "INVALID_EVENT_DETAILS 2 events of 1, since 2025-09-07T10:00:00.000Z, such as 70",
            "REGISTRATION_TIME_OUT_OF_RANGE 1 registrations of 1, since 2025-09-10T15:00:00.000Z, such as 3",
            "REGISTRATION_WITHOUT_USER 2 registrations of 0, since 2025-08-01T10:00:00.000Z, such as ",
        ];
        Assert.Equal(expected, health.GetProperty("problems").EnumerateArray().Select(Text));
        Assert.Empty(health.GetProperty("unchecked").EnumerateArray());
        Assert.Equal("2025-09-10T15:00:00.000Z", health.GetProperty("checkedAt").GetString());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task DataHealth_WhenRowsAreCorrected_TellsOfThemNoMore(DatabaseProvider provider)
    {
        string database = await OwnTables.CreateAsync(provider, Tables);
        await using ServiceHost host = await ServiceHost.StartAsync(database, Often);
        Assert.Empty((await CheckedAsync(host)).GetProperty("problems").EnumerateArray());

        await OwnTables.ExecuteAsync(provider, database, "INSERT INTO events (id, user_id) VALUES (5, 1)");
        await Eventually.UntilAsync(async () => Found(await CheckedAsync(host)) == "EVENT_WITHOUT_TIME");
        host.Clock.Now = host.Clock.Now.AddMinutes(5);
        await Eventually.UntilAsync(async () => (await CheckedAsync(host)).GetProperty("checkedAt").GetString()
            == "2025-09-10T15:05:00.000Z");
        Assert.Contains("since 2025-09-10T15:00:00.000Z",
            Text((await CheckedAsync(host)).GetProperty("problems")[0]));
        await OwnTables.ExecuteAsync(provider, database, "DELETE FROM events");

        await Eventually.UntilAsync(async () => Found(await CheckedAsync(host)).Length == 0);
        Assert.Single(host.Logs.All, record => record.Level == LogLevel.Warning && record.Message.Contains(
            "1 event of 1 user has no time, and does not count, such as event 5."));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Ready_WithBadRows_IsHealthyAndTellsOfThem(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(await OwnTables.CreateAsync(provider, Rows), Often);
        await CheckedAsync(host);

        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");

        JsonElement body = JsonDocument.Parse(await ready.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((HttpStatusCode.OK, "healthy"), (ready.StatusCode, body.GetProperty("status").GetString()));
        string[] problems = [.. body.GetProperty("problems").EnumerateArray().Select(text => text.GetString()!)];
        Assert.Contains("3 events of 2 users are dated too far ahead to count, such as event 10.", problems);
        Assert.Contains("2 events have no user id, and do not count, such as event 40.", problems);
        Assert.Contains("2 registrations have no user id, and are ignored.", problems);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Metric_WithBadRows_CountsThemByKind(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(await OwnTables.CreateAsync(provider, Rows), Often);
        await CheckedAsync(host);
        var measured = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "leadgraph.data.problems"
                    && ReferenceEquals(instrument.Meter.Scope, host.Services.GetService(typeof(IMeterFactory))))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            }
        };
        listener.SetMeasurementEventCallback<long>((_, rows, tags, _) => measured[(string)tags[0].Value!] = rows);
        listener.Start();

        listener.RecordObservableInstruments();

        Assert.Equal(3, measured["FutureEvent"]);
        Assert.Equal(2, measured["RegistrationWithoutUser"]);
    }

    [PostgreSqlFact]
    public async Task DataHealth_WhereRowSecurityMayHideRows_SaysSo()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        string role = PostgreSqlServer.Shared.NewRole();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {Tables}
            CREATE ROLE {role} LOGIN PASSWORD 'reader';
            GRANT SELECT ON free_lesson_registrations, events TO {role};
            ALTER TABLE events ENABLE ROW LEVEL SECURITY;
            CREATE POLICY own ON events USING (user_id = 1);
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(
            new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "reader" }.ConnectionString,
            Often);

        Assert.Equal("HIDDEN_BY_ROW_SECURITY", Found(await CheckedAsync(host)));
        JsonElement body = JsonDocument.Parse(await host.Client.GetStringAsync("/health/ready")).RootElement;
        Assert.Single(body.GetProperty("problems").EnumerateArray());
    }

    [PostgreSqlFact]
    public async Task DataHealth_WhereACountTakesTooLong_NamesItsKind()
    {
        string database = await OwnTables.CreateAsync(DatabaseProvider.PostgreSql, Tables + """
            ALTER TABLE events RENAME TO rows;
            INSERT INTO rows (id) VALUES (1);
            CREATE VIEW events AS SELECT rows.* FROM rows, LATERAL (SELECT pg_sleep(3600 + rows.id)) AS never;
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, Often, ("LeadGraph:Limits:ExecutionTimeout", "00:00:01"));

        JsonElement health = await CheckedAsync(host);

        Assert.Contains("EVENT_WITHOUT_USER",
            health.GetProperty("unchecked").EnumerateArray().Select(kind => kind.GetString()));
    }

    [PostgreSqlFact]
    public async Task DataHealth_OfAKindThatIsSlowToCount_KeepsItsLastResult()
    {
        string database = await OwnTables.CreateAsync(DatabaseProvider.PostgreSql, Tables + """
            ALTER TABLE events RENAME TO rows;
            INSERT INTO rows (id) VALUES (1);
            CREATE VIEW events AS SELECT rows.* FROM rows, LATERAL (SELECT pg_sleep(1.1 + 0 * rows.id)) AS slowly;
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(database, Often);
        Assert.StartsWith("EVENT_WITHOUT_TIME", Found(await CheckedAsync(host)));
        // The first count says little of how long the next ones take.
        host.Clock.Now = host.Clock.Now.AddMinutes(5);
        await Eventually.UntilAsync(async () => (await CheckedAsync(host)).GetProperty("checkedAt").GetString()
            == "2025-09-10T15:05:00.000Z");

        await PostgreSqlServer.ExecuteAsync(database, "TRUNCATE rows; TRUNCATE free_lesson_registrations");
        await PostgreSqlServer.ExecuteAsync(database, "INSERT INTO free_lesson_registrations DEFAULT VALUES");
        JsonElement health = await CheckedAsync(host);
        await Eventually.UntilAsync(async () =>
            Found(health = await CheckedAsync(host)).EndsWith("REGISTRATION_WITHOUT_USER", StringComparison.Ordinal));

        Assert.StartsWith("EVENT_WITHOUT_TIME", Found(health));
    }

    [PostgreSqlFact]
    public async Task DataHealth_OfAKindWhoseFirstCountWasSlow_IsCountedAgainSoon()
    {
        string database = await OwnTables.CreateAsync(DatabaseProvider.PostgreSql, Tables);
        await using var owner = new NpgsqlConnection(database);
        await owner.OpenAsync();
        await using (var hold = new NpgsqlCommand("BEGIN; LOCK TABLE events", owner))
        {
            await hold.ExecuteNonQueryAsync();
        }

        await using ServiceHost host = await ServiceHost.StartAsync(database, Often);
        await using (var release = new NpgsqlCommand(
            // A hundred times as long is more than this test waits.
            "SELECT pg_sleep(4); COMMIT; INSERT INTO events (id, user_id, created_at) VALUES (1, 1, '2031-01-01')",
            owner))
        {
            await release.ExecuteNonQueryAsync();
        }

        await Eventually.UntilAsync(async () => Found(await CheckedAsync(host)) == "FUTURE_EVENT");
    }

    [Fact]
    public async Task DataHealth_WithoutAnInterval_IsNull()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        Assert.Equal("""{"dataHealth":null}""", (await host.DataAsync("{ dataHealth { checkedAt } }")).GetRawText());
    }

    [PostgreSqlFact]
    public async Task Status_WithBadRows_TellsOfThem()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(tables: Rows);
        await database.Instance().RunAsync(
            new DateTime(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc), TimeSpan.Zero, rebuild: false,
            CancellationToken.None);

        using var status = new StringWriter();
        await MaintainedStatus.WriteAsync(database.Source, status, CancellationToken.None);

        Assert.All(
            [
                "3 events of 2 users are dated too far ahead to count, such as event 10.",
                "2 events of 2 users in the window belong to nobody who has registered, such as event 50.",
                "2 registrations have no user id, and are ignored."
            ],
            text => Assert.Contains(text, status.ToString()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Status_InLiveMode_TellsOfBadRowsByTheRulesOfTheSettings(DatabaseProvider provider)
    {
        DateTime now = DateTime.UtcNow;
        string database = await OwnTables.CreateAsync(provider, Tables + FormattableString.Invariant($"""
            INSERT INTO free_lesson_registrations (user_id) VALUES (1), (NULL);
            INSERT INTO events (id, user_id, created_at) VALUES
                (1, 1, '{now.AddHours(-1):yyyy-MM-dd HH:mm:ss}'), (2, 1, '{now.AddDays(3):yyyy-MM-dd HH:mm:ss}'),
                (3, 9, '{now.AddDays(-20):yyyy-MM-dd HH:mm:ss}'), (4, 1, NULL);
            """));

        string status = await StatusAsync(0, database);
        string tolerant = await StatusAsync(
            0, database, "--LeadGraph:Scoring:FutureTolerance=5.00:00:00", "--LeadGraph:Scoring:WindowDays=30");

        Assert.Contains("1 registration has no user id, and is ignored.", status);
        Assert.Contains("1 event of 1 user has no time, and does not count, such as event 4.", status);
        Assert.Contains("dated too far ahead to count, such as event 2.", status);
        Assert.DoesNotContain("belongs to nobody", status);
        Assert.DoesNotContain("dated too far ahead", tolerant);
        Assert.Contains("belongs to nobody who has registered, such as event 3.", tolerant);
        await OwnTables.ExecuteAsync(
            provider, database, "DELETE FROM events WHERE id > 1; DELETE FROM free_lesson_registrations");
        await OwnTables.ExecuteAsync(
            provider, database, "INSERT INTO free_lesson_registrations (user_id) VALUES (1)");
        Assert.Contains("every row counts", await StatusAsync(0, database));
        await OwnTables.ExecuteAsync(provider, database, "DROP TABLE events");
        Assert.Contains("There is no table \"events\"", await StatusAsync(1, database));
    }

    private static async Task<string> StatusAsync(int code, string database, params string[] settings)
    {
        using var output = new StringWriter();
        Assert.Equal(code, await CommandLine.RunAsync(
            ["database", "status", $"--ConnectionStrings:LeadGraph={database}", .. settings], output, output));
        return output.ToString();
    }

    private static async Task<JsonElement> CheckedAsync(ServiceHost host)
    {
        JsonElement health = default;
        await Eventually.UntilAsync(async () =>
        {
            health = (await host.DataAsync(Query)).GetProperty("dataHealth");
            return health.ValueKind == JsonValueKind.Object;
        });
        return health;
    }

    private static string Found(JsonElement health) => string.Join(' ', health.GetProperty("problems").EnumerateArray()
        .Select(problem => problem.GetProperty("kind").GetString()));

    private static string Text(JsonElement problem) => $"{problem.GetProperty("kind")} "
        + (problem.GetProperty("events").ValueKind == JsonValueKind.Null
            ? $"{problem.GetProperty("registrations")} registrations" : $"{problem.GetProperty("events")} events")
        + $" of {problem.GetProperty("users")}, since {problem.GetProperty("since")}, "
        + $"such as {problem.GetProperty("exampleId")}";
}
