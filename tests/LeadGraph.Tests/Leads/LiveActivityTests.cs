using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadGraph.Tests.Leads;

/// <summary>How PostgreSQL computes the activity of all users.</summary>
public class LiveActivityTests
{
    private const string Settings = """
        CREATE VIEW free_lesson_registrations AS SELECT 1::bigint AS user_id, current_setting('jit') AS username,
            current_setting('hash_mem_multiplier') AS first_name, current_setting('work_mem') AS email,
            NULL::timestamptz AS registered_at;
        CREATE TABLE events (id bigint, user_id bigint, event_type text, created_at timestamptz, details jsonb);
        """;

    [PostgreSqlTheory]
    [InlineData("timestamp")]
    [InlineData("timestamptz")]
    public async Task ActiveDays_OfWindowsOfAnyLength_AreCountedRight(string time)
    {
        var now = new DateTime(2025, 9, 15, 13, 0, 0, DateTimeKind.Utc);
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            SET TimeZone = 'UTC';
            CREATE TABLE free_lesson_registrations (user_id bigint PRIMARY KEY, username text, first_name text,
                email text, registered_at {time});
            CREATE TABLE events (id serial PRIMARY KEY, user_id bigint, event_type text, created_at {time},
                details jsonb);
            INSERT INTO free_lesson_registrations (user_id) SELECT generate_series(1, 4);
            -- Somebody active twice every day, at its first and at its last moment.
            INSERT INTO events (user_id, created_at)
            SELECT 1, day + shift FROM generate_series(timestamp '2025-01-01', '2025-12-31', '1 day') AS day,
                unnest(ARRAY[interval '0', interval '23:59:59.999999']) AS shift;
            INSERT INTO events (user_id, created_at)
            SELECT 2, timestamp '2025-09-15 12:00' - interval '31 hours' * n FROM generate_series(-1, 300) n;
            INSERT INTO events (user_id, created_at) VALUES (3, '2025-09-16 13:00'), (3, '2025-09-16 13:00:00.000001');
            """);
        string elsewhere = new NpgsqlConnectionStringBuilder(database) { Timezone = "Asia/Tokyo" }.ConnectionString;
        await using ServiceHost host = await ServiceHost.StartAsync(elsewhere);
        List<Event> events = await host.WithDatabaseAsync(db => db.Events.ToListAsync());

        foreach (int windowDays in new[] { 1, 7, 31, 60, 61, 62, 63, 64, 200 })
        {
            var rules = new ScoringRules { WindowDays = windowDays };
            List<UserActivity> found = await host.WithDatabaseAsync(db => db
                .UserActivity(rules, now, mayReadPersonalData: true).OrderBy(x => x.UserId).ToListAsync());

            var expected = Enumerable.Range(1, 4)
                .Select(user => events.Where(e => e.UserId == user && e.CreatedAt >= rules.WindowStart(now)
                    && e.CreatedAt <= rules.WindowEnd(now)).ToList())
                .Select(counted => (counted.Count, counted.Select(e => e.CreatedAt!.Value.Date).Distinct().Count()));
            Assert.Equal(expected, found.Select(x => (x.TotalEvents, x.ActiveDays)));
            bool sorts = host.Logs.Sql[^1].Contains("DISTINCT", StringComparison.Ordinal);
            Assert.Equal(windowDays > 61, sorts);
        }
    }

    [ReferenceTheory, OnPostgreSql]
    public async Task UserActivity_OnPostgreSql_IsOneAggregateWithABitPerDay(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        await host.DataAsync("{ userActivity(order: { activeDays: DESC }) { nodes { activeDays } } }");
        string days = host.Logs.Sql[^1];
        await host.DataAsync("{ userActivity { nodes { totalEvents } } }");
        string total = host.Logs.Sql[^1];

        Assert.Contains("bit_count(bit_or(int8shl(1, width_bucket(e.created_at, @dayStarts)))::bit(64))", days);
        Assert.DoesNotContain("DISTINCT", days);
        Assert.DoesNotContain("bit_", total);
    }

    [PostgreSqlTheory]
    [InlineData("", true)]
    [InlineData(", order: [{ totalEvents: ASC }, { username: DESC }]", true)]
    [InlineData(", where: { totalEvents: { gte: 7 } }, search: \"a\"", true)]
    [InlineData(", order: { activeDays: DESC }", false)]
    [InlineData(", order: { lastActivity: DESC }", false)]
    [InlineData(", order: { leadScore: ASC }", false)]
    [InlineData(", leadScore: COOL", false)]
    [InlineData(", where: { or: [{ userId: { gte: 5 } }, { lastActivity: { eq: null } }] }", false)]
    [InlineData(", where: { and: [{ activeDays: { neq: 1 } }] }", false)]
    public async Task Page_WhoseFilterAndOrderNeedNoDays_ReadsThemOfItsRowsAlone(string arguments, bool ofRows)
    {
        string database = await SampleData.DatabaseAsync(DatabaseProvider.PostgreSql);
        string query = $"{{ userActivity(first: 5{arguments}) {{ "
            + "nodes { userId username totalEvents activeDays lastActivity leadScore } } }";
        await PostgreSqlServer.ExecuteAsync(database, """
            DO $$ DECLARE name text; BEGIN
                FOR name IN SELECT indexname FROM pg_indexes WHERE tablename = 'events' AND indexdef LIKE '%(user_id%'
                LOOP EXECUTE format('DROP INDEX %I', name); END LOOP;
            END $$
            """);
        await using ServiceHost without = await ServiceHost.StartAsync(database);
        string expected = (await without.DataAsync(query)).GetRawText();
        await PostgreSqlServer.ExecuteAsync(database, "CREATE INDEX ON events (user_id, created_at)");
        await using ServiceHost with = await ServiceHost.StartAsync(database);

        string found = (await with.DataAsync(query)).GetRawText();

        Assert.Equal(expected, found);
        Assert.Contains("bit_or", without.Logs.Sql[^1]);
        Assert.Equal(ofRows, !with.Logs.Sql[^1].Contains("bit_or", StringComparison.Ordinal));
    }

    [PostgreSqlFact]
    public async Task UserActivity_WhereParallelWorkersAreCheap_IsAggregatedOnce()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            INSERT INTO free_lesson_registrations (user_id) SELECT generate_series(1, 20000);
            INSERT INTO events (user_id, created_at)
            SELECT 1 + n % 20000, timestamp '2025-09-10' + interval '1 second' * n FROM generate_series(1, 60000) n;
            -- So that the aggregate is not shared out among workers: the planner would repeat it in each.
            ALTER TABLE events SET (parallel_workers = 0);
            ANALYZE;
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(database);
        host.Clock.Now = new DateTimeOffset(2025, 9, 12, 0, 0, 0, TimeSpan.Zero);
        using var commands = new SqlCommands(host);

        await host.Client.GetStringAsync("/api/user-activity");

        List<string> plan = await PlanAsync(database, Assert.Single(commands.All), """
            SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
            SET min_parallel_index_scan_size = 0; SET max_parallel_workers_per_gather = 4;
            """);
        int join = plan.FindIndex(line => line.Contains(" Join", StringComparison.Ordinal));
        int gather = plan.FindIndex(line => line.Contains("Gather", StringComparison.Ordinal));
        // Workers may scan below the join, and none may run the join with all that is below it.
        Assert.True(join >= 0 && (gather < 0 || gather > join), string.Join('\n', plan));
    }

    [PostgreSqlTheory]
    [InlineData("{ userActivity { totalCount } }", false)]
    [InlineData("{ userActivity(search: \"ann\") { totalCount } }", false)]
    [InlineData("{ userActivity(order: [{ userId: ASC }]) { nodes { userId username } } }", false)]
    [InlineData("{ userActivity(where: { totalEvents: { gte: 1 } }) { totalCount } }", true)]
    [InlineData("{ leadScoreSummary { users } }", true)]
    public async Task Events_AreReadOnlyWhereTheAnswerDependsOnThem(string query, bool areRead)
    {
        string database = await SampleData.DatabaseAsync(DatabaseProvider.PostgreSql);
        await using ServiceHost host = await ServiceHost.StartAsync(database);
        using var commands = new SqlCommands(host);

        await host.DataAsync(query);

        List<string> plan = await PlanAsync(database, Assert.Single(commands.All), settings: "");
        Assert.Equal(areRead, plan.Exists(line => line.Contains(" events", StringComparison.Ordinal)));
    }

    [PostgreSqlTheory]
    [InlineData("", "", "off", "64")]
    [InlineData("", "-c jit=on -c hash_mem_multiplier=3", "on", "3")]
    [InlineData(
        "ALTER DATABASE \"{0}\" SET jit = on; ALTER DATABASE \"{0}\" SET hash_mem_multiplier = 5", "", "on", "5")]
    [InlineData("ALTER DATABASE \"{0}\" SET work_mem = '64MB'", "", "off", "4")]
    [InlineData("ALTER DATABASE \"{0}\" SET work_mem = '64kB'", "", "off", "1000")]
    public async Task UserActivity_IsRead_WithTheSettingsThatTheOperatorLeftOpen(
        string setting, string options, string jit, string multiplier)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        var connection = new NpgsqlConnectionStringBuilder(database);
        await PostgreSqlServer.ExecuteAsync(database, Settings);
        if (setting.Length > 0)
        {
            await PostgreSqlServer.ExecuteAsync(
                database, setting.Replace("{0}", connection.Database, StringComparison.Ordinal));
        }

        connection.Options = options.Length == 0 ? null : options;
        await using ServiceHost host = await ServiceHost.StartAsync(connection.ConnectionString);

        string before = await RegistrationAsync(host);
        string rest = await host.Client.GetStringAsync("/api/user-activity");
        string list = await host.Client.GetStringAsync("/api/user-activity.csv");
        string graphQL = (await host.DataAsync("{ userActivity { nodes { username firstName } } }")).GetRawText();

        Assert.Contains($"\"username\":\"{jit}\",\"first_name\":\"{multiplier}\"", rest);
        Assert.Contains($"{jit},{multiplier},", list);
        Assert.Contains($"\"username\":\"{jit}\",\"firstName\":\"{multiplier}\"", graphQL);
        // They hold for the activity alone; the connection, which all reads have used in turn, is as it was.
        Assert.Equal(before, await RegistrationAsync(host));
    }

    private static async Task<List<string>> PlanAsync(string database, SqlCommandRecord statement, string settings)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using (var set = new NpgsqlCommand($"SET jit = off; {settings}", connection))
        {
            await set.ExecuteNonQueryAsync();
        }

        await using var explain = new NpgsqlCommand($"EXPLAIN {statement.Text}", connection);
        foreach (var (name, value) in statement.Parameters)
        {
            explain.Parameters.AddWithValue(name, value!);
        }

        var plan = new List<string>();
        await using NpgsqlDataReader reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        return plan;
    }

    private static Task<string> RegistrationAsync(ServiceHost host)
        => host.WithDatabaseAsync(async db =>
        {
            Registration row = await db.Registrations.SingleAsync();
            return $"{row.Username} {row.FirstName}";
        });
}
