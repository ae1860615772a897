using System.Text.Json;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Leads;

/// <summary>The tables keep microseconds, and responses have milliseconds: a lead is found by its own times.</summary>
public class TimePrecisionTests
{
    private const string Rows = """
        INSERT INTO free_lesson_registrations (user_id, registered_at) VALUES
            (1, '2025-09-01 08:00:00.123456'), (2, '2025-09-01 08:00:00.123999'), (3, '2025-09-01 08:00:00');
        INSERT INTO events (id, user_id, event_type, created_at, details) VALUES
            (1, 1, 'x', '2025-09-10 10:00:00.5005', NULL), (2, 1, 'x', '2025-09-10 09:00:00', NULL),
            (3, 2, 'x', '2025-09-10 10:00:00.500999', NULL), (4, 3, 'x', '2025-09-10 10:00:01', NULL);
        """;

    [PostgreSqlTheory]
    [InlineData("timestamp", "Live")]
    [InlineData("timestamptz", "Live")]
    [InlineData("timestamp", "Maintained")]
    [InlineData("timestamptz", "Maintained")]
    public async Task Leads_OnPostgreSql_AreFoundByTheirOwnTimes(string type, string mode)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            SET timezone = 'UTC';
            {ReferenceData.PostgreSqlTables}
            ALTER TABLE events ALTER created_at TYPE {type};
            ALTER TABLE free_lesson_registrations ALTER registered_at TYPE {type};
            {Rows}
            {LeadGraph.Maintained.MaintainedInstallation.InstallScript}
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(database, ("LeadGraph:Activity:Mode", mode));
        await host.UntilReadyAsync();

        await AssertFoundByTimesAsync(host);
    }

    [Fact]
    public async Task Leads_OnSqlite_AreFoundByTheirOwnTimes()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables + Rows);
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");

        await AssertFoundByTimesAsync(host);
    }

    private static async Task AssertFoundByTimesAsync(ServiceHost host)
    {
        JsonElement leads = (await host.DataAsync(
            "{ userActivity(order: { userId: ASC }) { nodes { userId lastActivity registeredAt } } }"))
            .GetProperty("userActivity").GetProperty("nodes");
        Assert.Equal(
            ["2025-09-10T10:00:00.500Z", "2025-09-10T10:00:00.500Z", "2025-09-10T10:00:01.000Z"],
            leads.EnumerateArray().Select(lead => lead.GetProperty("lastActivity").GetString()));

        foreach (var (field, first) in (IEnumerable<(string, string)>)
            [("lastActivity", "2025-09-10T10:00:00.500Z"), ("registeredAt", "2025-09-01T08:00:00.123Z")])
        {
            Assert.Equal(leads.EnumerateArray().First().GetProperty(field).GetString(), first);
            Assert.Equal((long[])[1, 2], await FindAsync(host, field, "eq", first));
            Assert.Equal((long[])(field == "lastActivity" ? [3] : []), await FindAsync(host, field, "gt", first));
            Assert.Equal((long[])(field == "lastActivity" ? [1, 2, 3] : [1, 2]), await FindAsync(host, field, "gte", first));
            Assert.Equal((long[])(field == "lastActivity" ? [1, 2] : [1, 2, 3]), await FindAsync(host, field, "lte", first));
            Assert.Equal((long[])[1, 2], await FindAsync(host, field, "in", first));
            Assert.Equal((long[])[3], await FindAsync(host, field, "neq", first));
        }
    }

    private static async Task<long[]> FindAsync(ServiceHost host, string field, string operation, string time)
    {
        string value = operation == "in" ? $"[\"{time}\"]" : $"\"{time}\"";
        JsonElement found = await host.DataAsync($$"""
            { userActivity(where: { {{field}}: { {{operation}}: {{value}} } }, order: { userId: ASC }) { nodes { userId } } }
            """);
        return [.. found.GetProperty("userActivity").GetProperty("nodes").EnumerateArray()
            .Select(lead => lead.GetProperty("userId").GetInt64())];
    }
}
