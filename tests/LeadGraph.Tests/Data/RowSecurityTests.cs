using System.Net;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Data;

/// <summary>Row-level security hides rows without an error; leads counted from what is left would be wrong.</summary>
public class RowSecurityTests
{
    [PostgreSqlTheory]
    [InlineData("events", "", HttpStatusCode.ServiceUnavailable, "no policy lets role")]
    [InlineData("free_lesson_registrations", "", HttpStatusCode.ServiceUnavailable, "no policy lets role")]
    [InlineData("events", "CREATE POLICY own ON events USING (user_id = 1);", HttpStatusCode.OK,
        "Row-level security may hide rows of table \\u0022events\\u0022 from role")]
    [InlineData("events", "CREATE POLICY everything ON events USING (true);", HttpStatusCode.OK, null)]
    [InlineData("events", "CREATE POLICY everything ON events USING (true); "
        + "CREATE POLICY own ON events AS RESTRICTIVE USING (user_id = 1);", HttpStatusCode.OK, "may hide rows")]
    [InlineData("events", "CREATE POLICY writers ON events FOR INSERT WITH CHECK (true);",
        HttpStatusCode.ServiceUnavailable, "no policy lets role")]
    [InlineData("events", "CREATE POLICY others ON events TO CURRENT_USER USING (true);",
        HttpStatusCode.ServiceUnavailable, "no policy lets role")]
    public async Task Ready_WhereRowSecurityApplies_SaysWhatItMayHide(
        string table, string policies, HttpStatusCode status, string? problem)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        string role = PostgreSqlServer.Shared.NewRole();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2);
            INSERT INTO events (user_id, created_at) VALUES (2, '2025-09-10 10:00Z');
            CREATE ROLE {role} LOGIN PASSWORD 'reader';
            GRANT SELECT ON free_lesson_registrations, events TO {role};
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            {policies}
            """);
        string reader = new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "reader" }
            .ConnectionString;
        await using ServiceHost host = await ServiceHost.StartAsync(reader);

        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");

        Assert.Equal(status, ready.StatusCode);
        string body = (await ready.Content.ReadAsStringAsync()).Replace("\\\"", "\\u0022");
        if (problem is null)
        {
            Assert.DoesNotContain("security", body);
            Assert.Contains("\"total_events\":1", await host.Client.GetStringAsync("/api/user-activity"));
        }
        else
        {
            Assert.Contains(problem, body);
        }

        // Whoever bypasses it sees everything, and nothing is to be told.
        await using ServiceHost owner = await ServiceHost.StartAsync(database);
        Assert.DoesNotContain("security", await owner.Client.GetStringAsync("/health/ready"));
    }
}
