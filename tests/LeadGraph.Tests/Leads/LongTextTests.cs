using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Leads;

/// <summary>Names and details longer than any ordinary ones: their beginning is read, and says so.</summary>
public class LongTextTests
{
    private const string Events = "recentEvents(first: 5) { id eventType details }";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Names_LongerThanIsRead_AreCutTheSameEverywhere(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(await DatabaseAsync(provider));
        string whole = new('ж', 1_000), cut = $"{whole}…";
        string?[] allWhole = [whole, whole, whole], allCut = [cut, cut, cut];

        JsonElement nodes = (await host.DataAsync("{ userActivity { nodes { username firstName email } } }"))
            .GetProperty("userActivity").GetProperty("nodes");
        JsonElement rows = JsonElement.Parse(await host.Client.GetStringAsync("/api/user-activity"));
        string?[][] lines = [.. ReferenceData.ParseCsv(
            await host.Client.GetStringAsync("/api/user-activity.csv?order=user_id.asc")).Skip(1)];
        JsonElement found = JsonElement.Parse(await host.Client.GetStringAsync("/api/user-activity?search=Ж"));

        Assert.Equal(allCut, Texts(nodes[0], "username", "firstName", "email"));
        Assert.Equal(allWhole, Texts(nodes[1], "username", "firstName", "email"));
        Assert.Equal(allCut, Texts(rows[0], "username", "first_name", "email"));
        Assert.Equal(allWhole, Texts(rows[1], "username", "first_name", "email"));
        Assert.Equal(allCut, lines[0][1..4]);
        Assert.Equal(allWhole, lines[1][1..4]);
        Assert.Equal(2, found.GetArrayLength());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Details_LongerThanIsRead_AreCutAndSaySo(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(await DatabaseAsync(provider));

        JsonElement events = (await host.DataAsync($"{{ userActivityById(userId: 1) {{ {Events} }} }}"))
            .GetProperty("userActivityById").GetProperty("recentEvents");

        string start = "{\"note\": \"";
        Assert.Equal($"{start}{new string('x', 65_536 - start.Length)}… (longer than 65536 characters)",
            events[0].GetProperty("details").GetString());
        Assert.Equal(
            65_536 - start.Length - 2, events[1].GetProperty("details").GetProperty("note").GetString()!.Length);
        Assert.Equal(JsonValueKind.Null, events[2].GetProperty("details").ValueKind);
        Assert.Equal($"{new string('y', 1_000)}…", events[2].GetProperty("eventType").GetString());
    }

    [PostgreSqlTheory]
    [InlineData("Live", "{ totalEvents: DESC }")]
    [InlineData("Live", "{ username: ASC }")]
    [InlineData("Maintained", "{ username: ASC }")]
    public async Task LongNames_OfLeadsThatAreNotOnThePage_AreNotRead(string mode, string order)
    {
        const int leads = 400;
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            {MaintainedInstallation.InstallScript}
            ALTER TABLE free_lesson_registrations ALTER first_name SET STORAGE EXTERNAL;
            ALTER TABLE leadgraph.user_activity ALTER first_name SET STORAGE EXTERNAL;
            INSERT INTO free_lesson_registrations (user_id, first_name)
                SELECT n, repeat('x', 10000) FROM generate_series(1, {leads}) n;
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(database, ("LeadGraph:Activity:Mode", mode));
        await host.UntilReadyAsync();
        await PostgreSqlServer.ExecuteAsync(database, "ANALYZE");
        using var commands = new SqlCommands(host);

        await host.DataAsync($"{{ userActivity(first: 5, order: {order}) {{ nodes {{ firstName }} }} }}");

        // Changes of tier are recorded meanwhile. Each name that is read takes at least one page of its own.
        SqlCommandRecord page = Assert.Single(commands.All, command => command.Text.Contains("LIMIT"));
        Assert.InRange(await PagesReadAsync(database, page), 5, leads / 2);
    }

    // How many pages of tables and indexes a statement reads.
    private static async Task<int> PagesReadAsync(string database, SqlCommandRecord statement)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlCommand explain = source.CreateCommand(
            "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) " + statement.Text);
        foreach ((string name, object? value) in statement.Parameters)
        {
            explain.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        JsonElement plan = JsonElement.Parse((string)(await explain.ExecuteScalarAsync())!)[0].GetProperty("Plan");
        return plan.GetProperty("Shared Hit Blocks").GetInt32() + plan.GetProperty("Shared Read Blocks").GetInt32();
    }

    private static string?[] Texts(JsonElement lead, params string[] names)
        => [.. names.Select(name => lead.GetProperty(name).GetString())];

    private static async Task<string> DatabaseAsync(DatabaseProvider provider)
    {
        bool sqlite = provider == DatabaseProvider.Sqlite;
        string repeat(string text, int count) => sqlite
            ? $"replace(printf('%.*c', {count}, '#'), '#', '{text}')" : $"repeat('{text}', {count})";
        string details(int count) => "'{\"note\": \"' || " + repeat("x", count - 12) + " || '\"}'";
        string json(int count) => sqlite ? details(count) : $"({details(count)})::jsonb";
        string names(int count) => string.Join(", ", Enumerable.Repeat(repeat("ж", count), 3));
        string rows = $"""
            INSERT INTO free_lesson_registrations (user_id, username, first_name, email) VALUES
                (1, {names(1_000_000)}), (2, {names(1_000)});
            INSERT INTO events (id, user_id, event_type, created_at, details) VALUES
                (3, 1, 'a', '2025-09-10 12:00:00', {json(70_000)}),
                (2, 1, 'a', '2025-09-10 12:00:00', {json(65_536)}),
                (1, 1, {repeat("y", 1_001)}, '2025-09-10 12:00:00', NULL);
            """;
        if (sqlite)
        {
            string file = ReferenceData.NewSqliteFile();
            ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables + rows);
            return $"Data Source={file}";
        }

        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(
            database, $"SET TimeZone = 'UTC'; {ReferenceData.PostgreSqlTables}{rows}");
        return database;
    }
}
