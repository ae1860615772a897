using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeadGraph.Tests.Leads;

/// <summary>When the activity query looks the events of each user up, and that the answers are the same.</summary>
public class EventsByUserTests
{
    private const string Lookup = "LATERAL";

    private const string Tables = """
        CREATE TABLE free_lesson_registrations (user_id bigint, username text, first_name text, email text,
            registered_at timestamptz);
        CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id bigint, event_type text,
            created_at timestamptz, details jsonb);
        CREATE INDEX ON events (created_at, user_id);
        """;

    private const string UserIndex = "CREATE INDEX ON events (user_id, created_at DESC, id DESC);";

    // 3,000 users of whom some registered again and some have no events; events of unknown users and without a time.
    private const string Rows = """
        SELECT setseed(0.5);
        INSERT INTO free_lesson_registrations
        SELECT n % 3000, 'user' || n, 'Name ' || n % 17, NULL, now() - interval '1 minute' * n
        FROM generate_series(1, 3300) n;
        INSERT INTO free_lesson_registrations (username) VALUES ('nobody');
        INSERT INTO events (user_id, event_type, created_at)
        SELECT floor(3100 * power(random(), 3)) + 40, (ARRAY['message', 'quiz', 'click'])[1 + n % 3],
            CASE WHEN n % 1000 > 0 THEN now() - interval '8 days' * random() + interval '1 hour' END
        FROM generate_series(1, 130000) n;
        ANALYZE;
        """;

    [PostgreSqlTheory]
    [InlineData("one for each user", "", true)]
    [InlineData("without an index by user", "DROP INDEX events_user_id_created_at_id_idx;", false)]
    [InlineData("with an index that memory cannot hold", "ALTER DATABASE \"{0}\" SET effective_cache_size = '1MB';", false)]
    [InlineData("with a small window", "DELETE FROM events WHERE id > 90000; ANALYZE;", false)]
    [InlineData("with few events of each user", """
        INSERT INTO free_lesson_registrations (user_id) SELECT generate_series(3001, 60000); ANALYZE;
        """, false)]
    public async Task Events_AreLookedUpByUser_WhereThatReadsLess(string tables, string change, bool areLookedUp)
    {
        string database = await DatabaseAsync(change);
        await using ServiceHost host = await StartAsync(database);
        using var commands = new SqlCommands(host);

        await host.Client.GetStringAsync("/api/user-activity");

        string statement = Assert.Single(commands.All).Text;
        Assert.True(areLookedUp == statement.Contains(Lookup, StringComparison.Ordinal), $"{tables}: {statement}");
    }

    [PostgreSqlTheory]
    [InlineData]
    [InlineData("LeadGraph:Scoring:Events:quiz:Weight", "3")]
    [InlineData("LeadGraph:Scoring:Events:quiz:MaxPerDay", "2", "LeadGraph:Scoring:Events:click:Weight", "0")]
    [InlineData("LeadGraph:Scoring:TimeZone", "Asia/Vladivostok")]
    public async Task Answers_AreThoseOfTheAggregate(params string[] settings)
    {
        (string, string?)[] rules = [.. settings.Chunk(2).Select(pair => (pair[0], (string?)pair[1]))];
        string database = await DatabaseAsync("");
        await using ServiceHost lookups = await StartAsync(database, rules);
        await using ServiceHost aggregate = await StartAsync(
            new NpgsqlConnectionStringBuilder(database) { Options = "-c effective_cache_size=8kB" }.ConnectionString,
            rules);
        aggregate.Clock.Now = lookups.Clock.Now;

        string[] lists =
        [
            "first: 100", "first: 100, order: { userId: DESC }", "first: 100, order: { activeDays: DESC }",
            "first: 100, order: [{ lastActivity: ASC }, { userId: ASC }]", "leadScore: HOT, first: 50",
            "leadScore: COLD, first: 50, search: \"name 1\"", "first: 20, where: { activeDays: { eq: 2 } }",
            "first: 20, order: { momentum: DESC }", "first: 20, order: { fallsAt: ASC }",
            $"first: 20, asOf: \"{lookups.Clock.Now.AddDays(-2):yyyy-MM-dd'T'HH:mm:ss'Z'}\""
        ];
        foreach (string list in lists)
        {
            string query = $"{{ userActivity({list}) {{ totalCount nodes {{ userId username totalEvents points "
                + "activeDays lastActivity leadScore momentum fallsAt fallsTo } } }";
            string expected = (await aggregate.DataAsync(query)).GetRawText();
            Assert.DoesNotContain(Lookup, aggregate.Logs.Sql[^1]);
            Assert.Equal(expected, (await lookups.DataAsync(query)).GetRawText());
        }

        const string Summary = "{ leadScoreSummary { leadScore users } }";
        string summary = (await aggregate.DataAsync(Summary)).GetRawText();
        Assert.Equal(summary, (await lookups.DataAsync(Summary)).GetRawText());
        Assert.Contains(Lookup, lookups.Logs.Sql[^1]);
        foreach (string path in (string[])
            ["/api/user-activity?limit=100", "/api/user-activity.csv?order=user_id.asc", "/api/user-activity?lead_score=warm"])
        {
            Assert.Equal(
                await aggregate.Client.GetStringAsync(path), await lookups.Client.GetStringAsync(path));
        }
    }

    [PostgreSqlTheory]
    [InlineData("{ userActivity { totalCount } }", false)]
    [InlineData("{ userActivity(order: [{ userId: ASC }]) { nodes { userId username } } }", false)]
    [InlineData("{ userActivity(where: { totalEvents: { gte: 1 } }) { totalCount } }", true)]
    public async Task Events_AreLookedUp_OnlyWhereTheAnswerDependsOnThem(string query, bool areRead)
    {
        await using ServiceHost host = await StartAsync(await DatabaseAsync(""));
        using var commands = new SqlCommands(host);

        await host.DataAsync(query);

        Assert.Equal(areRead, Assert.Single(commands.All).Text.Contains("events", StringComparison.Ordinal));
    }

    [PostgreSqlFact]
    public async Task Lookups_HaveOnlyWhatIsAskedFor()
    {
        await using ServiceHost host = await StartAsync(await DatabaseAsync(""));

        await host.DataAsync("{ userActivity(first: 5) { nodes { totalEvents } } }");

        Assert.Contains(Lookup, host.Logs.Sql[^1]);
        Assert.DoesNotContain("bit_", host.Logs.Sql[^1]);
        Assert.DoesNotContain("max(", host.Logs.Sql[^1]);
    }

    [PostgreSqlFact]
    public async Task Decision_WhileEventsAreLocked_StaysAsItWas()
    {
        string database = await DatabaseAsync("");
        await using ServiceHost host = await StartAsync(database);
        await host.Client.GetStringAsync("/api/user-activity");
        await using var holder = new NpgsqlConnection(database);
        await holder.OpenAsync();
        await using (NpgsqlTransaction transaction = await holder.BeginTransactionAsync())
        {
            await using var take = new NpgsqlCommand("LOCK TABLE events", holder, transaction);
            await take.ExecuteNonQueryAsync();
            await host.Services.GetRequiredService<LeadDatabase>().ReadCatalogAsync(CancellationToken.None);
        }

        await host.Client.GetStringAsync("/api/user-activity");

        Assert.Contains(Lookup, host.Logs.Sql[^1]);
    }

    private static async Task<ServiceHost> StartAsync(string database, params (string Key, string? Value)[] settings)
    {
        ServiceHost host = await ServiceHost.StartAsync(database, settings);
        // The decision is by the server's clock, because the planner's estimates are of rows as they come in.
        host.Clock.Now = DateTimeOffset.UtcNow;
        return host;
    }

    private static async Task<string> DatabaseAsync(string change)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, Tables + Rows + UserIndex);
        if (change.Length > 0)
        {
            string name = new NpgsqlConnectionStringBuilder(database).Database!;
            await PostgreSqlServer.ExecuteAsync(database, change.Replace("{0}", name, StringComparison.Ordinal));
        }

        return database;
    }
}
