using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Npgsql;

namespace LeadGraph.Tests.GraphQL;

/// <summary>The SQL of pages that begin at a cursor.</summary>
public class CursorSqlTests
{
    private const int Leads = 20_000;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Page_AfterACursor_IsOneStatementWithoutOffset(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        string cursor = await CursorAsync(host, "{ lastActivity: DESC }", 2);
        using var commands = new SqlCommands(host);

        await host.DataAsync(
            $$"""
            {
              userActivity(first: 3, after: "{{cursor}}", order: { lastActivity: DESC }) {
                edges { cursor node { userId } } pageInfo { hasNextPage hasPreviousPage }
              }
            }
            """);

        SqlCommandRecord page = Assert.Single(commands.All);
        Assert.DoesNotContain("OFFSET", page.Text);
        // The row of the cursor and one more say that there are rows on both sides.
        Assert.Equal(5, page.ValueAfter("LIMIT"));
        Assert.Contains(page.Parameters.Values, value => value is DateTime);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Page_FromTheEnd_IsOneStatementThatCountsNothing(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        using var commands = new SqlCommands(host);

        await host.DataAsync("{ userActivity(last: 3) { nodes { userId } pageInfo { hasNextPage hasPreviousPage } } }");

        SqlCommandRecord page = Assert.Single(commands.All);
        Assert.DoesNotContain("SELECT COUNT(*)", page.Text);
        Assert.Equal(4, page.ValueAfter("LIMIT"));
    }

    [Theory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task KeysOfTheOrder_WithoutACursorSelected_AreNotReturned(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        using var commands = new SqlCommands(host);

        await host.DataAsync("{ userActivity(order: { email: ASC }) { nodes { userId } } }");
        await host.DataAsync("{ userActivity(order: { email: ASC }) { nodes { userId } edges { cursor } } }");
        await host.DataAsync("{ userActivity(order: { email: ASC }) { pageInfo { endCursor } } }");

        string[] selected = [.. commands.All.Select(command => command.Text[..command.Text.IndexOf("FROM ")])];
        Assert.DoesNotContain("Email", selected[0]);
        Assert.All(selected[1..], columns => Assert.Contains("Email", columns));
        Assert.All(selected, columns => Assert.DoesNotContain("Username", columns));
    }

    [PostgreSqlFact]
    public async Task DeepPage_InMaintainedMode_ReadsNoMoreRowsThanItNeeds()
    {
        string database = await CreateManyAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database, MaintainedSample.InMaintainedMode);
        await host.UntilReadyAsync();
        await VacuumAsync(database);

        foreach (string order in (string[])
        [
            "{ totalEvents: DESC }", "{ activeDays: ASC }", "{ lastActivity: DESC }", "{ lastActivity: ASC }",
            "{ registeredAt: DESC }", "{ registeredAt: ASC }", "{ userId: DESC }", "{ momentum: DESC }",
            "[{ leadScore: DESC }, { points: DESC }]", "[{ leadScore: ASC }, { points: ASC }]",
            "[{ leadScore: DESC }, { totalEvents: DESC }]"
        ])
        {
            foreach (string page in (string[])["first: 100, after", "last: 100, before"])
            {
                string cursor = await CursorAsync(host, order, Leads / 2);
                using var commands = new SqlCommands(host);

                JsonElement data = await host.DataAsync(
                    $"{{ userActivity({page}: \"{cursor}\", order: {order}) {{ nodes {{ userId }} }} }}");

                Assert.Equal(100, data.GetProperty("userActivity").GetProperty("nodes").GetArrayLength());
                long read = 0;
                foreach (SqlCommandRecord command in commands.All)
                {
                    read += command.Text.Contains("user_activity") ? await RowsReadAsync(database, command) : 0;
                }

                Assert.True(read <= 300, $"{order} with {page} read {read} rows.");
            }
        }
    }

    /// <summary>
    /// Vacuums the table until all its pages are known to be visible to everybody, which a transaction that is open,
    /// say a tick's, prevents. Until then PostgreSQL can take the primary key for cheaper than the index of the order.
    /// </summary>
    private static async Task VacuumAsync(string database)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await Eventually.UntilAsync(async () =>
        {
            await PostgreSqlServer.ExecuteAsync(database, "VACUUM ANALYZE leadgraph.user_activity");
            await using NpgsqlCommand visible = source.CreateCommand("""
                SELECT relallvisible = relpages FROM pg_class WHERE oid = 'leadgraph.user_activity'::regclass
                """);
            return await visible.ExecuteScalarAsync() is true;
        });
    }

    private static async Task<string> CursorAsync(ServiceHost host, string order, int skipped)
    {
        string offset = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{skipped}"));
        JsonElement data = await host.DataAsync(
            $"{{ userActivity(first: 1, after: \"{offset}\", order: {order}) {{ pageInfo {{ endCursor }} }} }}");
        return data.GetProperty("userActivity").GetProperty("pageInfo").GetProperty("endCursor").GetString()!;
    }

    /// <summary>Creates leads of which a part has no time, and few have the same.</summary>
    private static async Task<string> CreateManyAsync()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            INSERT INTO free_lesson_registrations (user_id, registered_at)
                SELECT n, CASE WHEN n % 5 > 0 THEN '2025-01-01Z'::timestamptz + n % 7000 * interval '1 hour' END
                FROM generate_series(1, {Leads}) n;
            INSERT INTO events (user_id, created_at)
                SELECT n, '2025-09-10 12:00Z'::timestamptz - n * interval '7 seconds' - d * interval '1 day'
                FROM generate_series(1, {Leads}) n, generate_series(0, 3) d WHERE n % 5 > d;
            """);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await MaintainedInstallation.InstallAsync(source, CancellationToken.None);
        return database;
    }

    /// <summary>How many rows a statement reads from tables and indexes, those that it drops again included.</summary>
    private static async Task<long> RowsReadAsync(string database, SqlCommandRecord statement)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlCommand explain = source.CreateCommand(
            "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + statement.Text);
        foreach ((string name, object? value) in statement.Parameters)
        {
            explain.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return Read(JsonElement.Parse((string)(await explain.ExecuteScalarAsync())!)[0].GetProperty("Plan"));

        static long Read(JsonElement node) => node.TryGetProperty("Plans", out JsonElement inner)
            ? inner.EnumerateArray().Sum(Read)
            : node.GetProperty("Actual Rows").GetInt64()
                + (node.TryGetProperty("Rows Removed by Filter", out JsonElement removed) ? removed.GetInt64() : 0);
    }
}
