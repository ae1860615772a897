using System.Net;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Faults;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
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

        // A role that bypasses it sees everything, so nothing is reported.
        await using ServiceHost owner = await ServiceHost.StartAsync(database);
        Assert.DoesNotContain("security", await owner.Client.GetStringAsync("/health/ready"));
    }

    // A tick reads with the rights of the service, so it would fill the maintained table without the hidden rows.
    [PostgreSqlTheory]
    [InlineData("events", "", HttpStatusCode.ServiceUnavailable, "no policy lets role")]
    [InlineData("free_lesson_registrations", "", HttpStatusCode.ServiceUnavailable, "no policy lets role")]
    [InlineData("events", "CREATE POLICY own ON events USING (user_id = 1);", HttpStatusCode.OK, "may hide rows")]
    [InlineData("events", "CREATE POLICY everything ON events USING (true);", HttpStatusCode.OK, null)]
    public async Task Ready_InMaintainedModeWhereRowSecurityApplies_SaysWhatItMayHide(
        string table, string policies, HttpStatusCode status, string? problem)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        string role = PostgreSqlServer.Shared.NewRole();
        string grants = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "src/LeadGraph/Maintained/Sql/maintained-role.sql"));
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2);
            INSERT INTO events (user_id, created_at) VALUES (2, '2025-09-10 10:00Z');
            {MaintainedInstallation.InstallScript}
            CREATE ROLE {role} LOGIN PASSWORD 'reader';
            GRANT SELECT ON free_lesson_registrations, events TO {role};
            {grants.Replace(":\"role\"", role)}
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            {policies}
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(
            new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "reader" }.ConnectionString,
            ("LeadGraph:Activity:Mode", "Maintained"));

        await Eventually.UntilAsync(async () =>
        {
            using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");
            string body = await ready.Content.ReadAsStringAsync();
            return ready.StatusCode == status
                && (problem is null ? !body.Contains("security") : body.Contains(problem));
        });
    }

    [PostgreSqlTheory]
    [InlineData("ALTER ROLE reader SET row_security = off; ALTER TABLE visits ENABLE ROW LEVEL SECURITY; "
        + "CREATE POLICY own ON visits USING (user_id = 1); "
        + "CREATE VIEW events WITH (security_invoker) AS TABLE visits; GRANT SELECT ON visits, events TO reader", "query would be affected by row-level security")]
    [InlineData("CREATE VIEW events WITH (security_invoker) AS TABLE visits; GRANT SELECT ON events TO reader",
        "permission denied for table visits")]
    [InlineData("CREATE VIEW events AS TABLE visits; GRANT SELECT ON events TO reader; CREATE ROLE keeper; "
        + "GRANT CREATE ON SCHEMA public TO keeper; ALTER VIEW events OWNER TO keeper",
        "permission denied for table visits")]
    public async Task Ready_WhereTheTablesCannotBeReadAllTheSame_SaysWhy(string script, string reason)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        string role = PostgreSqlServer.Shared.NewRole(), keeper = PostgreSqlServer.Shared.NewRole();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            ALTER TABLE events RENAME TO visits;
            CREATE ROLE {role} LOGIN PASSWORD 'reader';
            GRANT SELECT ON free_lesson_registrations TO {role};
            {script.Replace("O reader", $"O {role}").Replace("E reader", $"E {role}").Replace("keeper", keeper)};
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(
            new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "reader" }.ConnectionString);

        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains(reason, await ready.Content.ReadAsStringAsync());
    }

    // What a view reads is read by its owner, or by the current user.
    [PostgreSqlTheory]
    [InlineData("VIEW events AS TABLE visits; ALTER VIEW events OWNER TO keeper", "visits", "keeper")]
    [InlineData("VIEW events AS TABLE visits", null, null)]
    [InlineData("VIEW events WITH (security_invoker = true) AS TABLE visits", "visits", "reader")]
    [InlineData("VIEW events WITH (security_invoker = t) AS TABLE visits", "visits", "reader")]
    [InlineData("VIEW inner_events AS TABLE visits; ALTER VIEW inner_events OWNER TO keeper; "
        + "CREATE VIEW events AS SELECT * FROM inner_events UNION ALL SELECT * FROM inner_events WHERE false",
        "visits", "keeper")]
    [InlineData("VIEW events WITH (security_invoker) AS TABLE visits; CREATE POLICY all_rows ON visits USING (true)",
        null, null)]
    [InlineData("MATERIALIZED VIEW events AS TABLE visits; ALTER MATERIALIZED VIEW events OWNER TO keeper",
        "visits", "keeper")]
    public async Task Ready_WhereRowSecurityAppliesBehindAView_SaysFromWhomItMayHideRows(
        string view, string? table, string? from)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        string role = PostgreSqlServer.Shared.NewRole(), keeper = PostgreSqlServer.Shared.NewRole();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            ALTER TABLE events RENAME TO visits;
            CREATE ROLE {role} LOGIN PASSWORD 'reader';
            CREATE ROLE {keeper};
            GRANT CREATE ON SCHEMA public TO {keeper};
            GRANT SELECT ON visits TO {keeper};
            ALTER TABLE visits ENABLE ROW LEVEL SECURITY;
            CREATE {view.Replace("keeper", keeper)};
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(
            new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "reader" }.ConnectionString);

        string body = await host.Client.GetStringAsync("/health/ready");

        if (table is null)
        {
            Assert.DoesNotContain("security", body);
        }
        else
        {
            Assert.Contains($"hide rows of table {table}, which \\u0022events\\u0022 reads, from role \\u0022"
                + (from == "reader" ? role : keeper), body.Replace("\\\"", "\\u0022"));
        }
    }

    [PostgreSqlFact]
    public async Task Maintained_WhenRowsComeIntoViewAgain_CountsThem()
    {
        FaultTestDatabase school = await FaultTestDatabase.CreateAsync(PostgreSqlServer.Shared);
        await school.ExecuteAsync("ALTER TABLE events ENABLE ROW LEVEL SECURITY; "
            + "CREATE POLICY one ON events USING (user_id = 2)");
        await using ServiceHost host = await ServiceHost.StartAsync(
            school.Database, ("LeadGraph:Activity:Mode", "Maintained"),
            ("LeadGraph:Activity:RefreshInterval", "00:00:00.2"));
        await host.UntilReadyAsync();
        Assert.Contains("may hide rows", await host.Client.GetStringAsync("/health/ready"));
        Assert.StartsWith("[{\"user_id\":2,", await host.Client.GetStringAsync("/api/user-activity"));

        await school.ExecuteAsync("DROP POLICY one ON events; CREATE POLICY every ON events USING (true)");
        host.Services.GetRequiredService<LeadDatabase>().NoteFailure();

        await Eventually.UntilAsync(async () => (await host.Client.GetStringAsync("/api/user-activity"))
            .StartsWith("[{\"user_id\":1,", StringComparison.Ordinal));
    }

    [PostgreSqlFact]
    public async Task Ready_WhereRowSecurityAppliesToTheMaintainedTable_SaysSo()
    {
        FaultTestDatabase school = await FaultTestDatabase.CreateAsync(PostgreSqlServer.Shared);
        await school.ExecuteAsync("ALTER TABLE leadgraph.user_activity ENABLE ROW LEVEL SECURITY; "
            + "CREATE POLICY few ON leadgraph.user_activity USING (user_id < 2)");
        await using ServiceHost host = await ServiceHost.StartAsync(
            school.Database, ("LeadGraph:Activity:Mode", "Maintained"));

        await Eventually.UntilAsync(async () =>
        {
            using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");
            return ready.StatusCode == HttpStatusCode.ServiceUnavailable
                && (await ready.Content.ReadAsStringAsync()).Contains(
                    ": user_activity, in schema", StringComparison.Ordinal);
        });
    }
}
