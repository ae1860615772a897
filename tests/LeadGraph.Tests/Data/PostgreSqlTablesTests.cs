using System.Net;
using System.Net.Http.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadGraph.Tests.Data;

/// <summary>The tables as they are found in the wild, on a real server.</summary>
public class PostgreSqlTablesTests
{
    private const string Path = "/api/user-activity?limit=20";

    [PostgreSqlTheory]
    [InlineData("timestamp", "integer", true)]
    [InlineData("timestamp", "bigint", false)]
    [InlineData("timestamptz", "integer", false)]
    [InlineData("timestamptz", "bigint", true)]
    public async Task Leads_WhateverTheColumns_AreTheSame(string time, string id, bool unique)
    {
        string database = await CreateAsync(time, id, unique ? "PRIMARY KEY" : "");
        // Times are UTC whatever zone the session is in.
        string elsewhere = new NpgsqlConnectionStringBuilder(database) { Timezone = "Asia/Tokyo" }.ConnectionString;
        await using ServiceHost host = await ServiceHost.StartAsync(elsewhere);

        Assert.Equal("""
            [{"user_id":7,"username":"seven","first_name":null,"email":null,"total_events":6,"active_days":2,"last_activity":"2025-09-10T14:30:00.123Z","lead_score":"cool"},{"user_id":8,"username":"eight","first_name":null,"email":null,"total_events":0,"active_days":0,"last_activity":null,"lead_score":"cold"}]
            """, await host.Client.GetStringAsync(Path));
        TableShape shape = host.Services.GetRequiredService<LeadDatabase>().Shape!;
        Assert.Equal(
            (time == "timestamptz", time == "timestamptz", unique),
            (shape.CreatedAtHasZone, shape.RegisteredAtHasZone, shape.UserIdIsUnique));
    }

    [PostgreSqlFact]
    public async Task Registrations_InAChildOfTheTable_AreSeveralOfAUserDespiteAUniqueIndex()
    {
        string database = await CreateAsync("timestamp", "bigint", "PRIMARY KEY");
        await PostgreSqlServer.ExecuteAsync(database, """
            CREATE TABLE children () INHERITS (free_lesson_registrations);
            INSERT INTO children (user_id, username, registered_at) VALUES (7, 'again', '2025-09-10');
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(database);

        Lead[] leads = (await host.Client.GetFromJsonAsync<Lead[]>(Path))!;

        Assert.Equal([7, 8], leads.Select(lead => lead.User_id));
    }

    [PostgreSqlTheory]
    [InlineData("", "none")]
    [InlineData("id serial PRIMARY KEY,", "later row")]
    [InlineData("id uuid PRIMARY KEY DEFAULT gen_random_uuid(),", "none")]
    public async Task Registrations_SeveralPerUser_TheLatestStands(string idColumn, string tieBreaker)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            CREATE TABLE free_lesson_registrations
                ({idColumn} user_id bigint, username text, first_name text, email text, registered_at timestamp);
            CREATE TABLE events
                (id serial PRIMARY KEY, user_id bigint, event_type text, created_at timestamp, details jsonb);
            INSERT INTO free_lesson_registrations (user_id, username, registered_at) VALUES
                (1, 'old', '2025-01-01'), (1, 'new', '2025-03-01'), (1, 'undated', NULL), (1, 'older', '2024-01-01'),
                (2, 'undated', NULL),
                (3, 'first of a tie', '2025-01-01'), (3, 'last of a tie', '2025-01-01'),
                (NULL, 'nobody', '2025-01-01');
            INSERT INTO events (user_id, created_at) VALUES (1, '2025-09-10 10:00'), (NULL, '2025-09-10 10:00'),
                (2, NULL), (99, '2025-09-10 10:00');
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(database);

        Lead[] leads = (await host.Client.GetFromJsonAsync<Lead[]>(Path))!;

        Assert.Equal([1, 2, 3], leads.Select(lead => lead.User_id));
        Assert.Equal([1, 0, 0], leads.Select(lead => lead.Total_events));
        Assert.Equal(["new", "undated"], leads.Take(2).Select(lead => lead.Username));
        Assert.Matches(tieBreaker == "none" ? "of a tie$" : "^last of a tie$", leads[2].Username);
    }

    [PostgreSqlFact]
    public async Task Registrations_WithAUniqueIndexThatLetsNullsIn_IgnoreRowsWithoutAUser()
    {
        string database = await CreateAsync("timestamp", "bigint", "UNIQUE");
        await PostgreSqlServer.ExecuteAsync(database,
            "INSERT INTO free_lesson_registrations (user_id, username) VALUES (NULL, 'nobody'), (NULL, 'nobody')");
        await using ServiceHost host = await ServiceHost.StartAsync(database);

        Lead[] leads = (await host.Client.GetFromJsonAsync<Lead[]>(Path))!;

        Assert.Equal([7, 8], leads.Select(lead => lead.User_id));
        Assert.DoesNotContain(host.Logs.Sql, sql => sql.Contains("ROW_NUMBER"));
    }

    [PostgreSqlFact]
    public async Task Leads_ForARoleWithSelectAlone_AreServed()
    {
        string database = await CreateAsync("timestamptz", "bigint", "PRIMARY KEY");
        string script = await File.ReadAllTextAsync(System.IO.Path.Combine(
            Repository.Root, "src/LeadGraph/Data/PostgreSql/read-only-role.sql"));
        string role = PostgreSqlServer.Shared.NewRole();
        // Lines with a backslash are psql's: they set what the variables are by default.
        IEnumerable<string> lines = script.Split('\n').Where(line => line is not ['\\', ..]);
        await PostgreSqlServer.ExecuteAsync(database, string.Join('\n', lines)
            .Replace("leadgraph_reader", role).Replace(":'password'", "'reader'").Replace(":schema", "public")
            .Replace(":registrations", "free_lesson_registrations").Replace(":events", "events"));
        string reader = ConnectAs(role, database);
        await using ServiceHost host = await ServiceHost.StartAsync(reader);

        Assert.Equal(2, (await host.Client.GetFromJsonAsync<Lead[]>(Path))!.Length);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/ready")).StatusCode);
    }

    [PostgreSqlFact]
    public async Task Ready_ForARoleWithoutSelect_SaysOnWhat()
    {
        string database = await CreateAsync("timestamptz", "bigint", "PRIMARY KEY");
        string role = PostgreSqlServer.Shared.NewRole();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            CREATE ROLE {role} LOGIN PASSWORD 'reader';
            GRANT SELECT (user_id, username, first_name, registered_at) ON free_lesson_registrations TO {role};
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(ConnectAs(role, database));

        await AssertNotReadyAsync(host,
            $"Role \"{role}\" lacks SELECT on email of table \"free_lesson_registrations\". "
            + $"Role \"{role}\" lacks SELECT on table \"events\".");
    }

    [PostgreSqlFact]
    public async Task Ready_WithATableMissing_SaysWhichAndRecoversWhenItIsThere()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(
            database, "CREATE TABLE events (id bigint, user_id json, created_at interval)");
        await using ServiceHost host = await ServiceHost.StartAsync(database);

        await AssertNotReadyAsync(host,
            "There is no table \"free_lesson_registrations\" that can be seen by role "
            + $"\"{new NpgsqlConnectionStringBuilder(database).Username}\": it is missing, "
            + "not in the search path, or in a schema without USAGE for the role. "
            + "Column \"user_id\" of table \"events\" is of type json; it must be integer or bigint or "
            + "numeric or text or varchar. "
            + "Table \"events\" has no column \"event_type\". "
            + "Column \"created_at\" of table \"events\" is of type interval; it must be timestamp or timestamptz "
            + "or date. "
            + "Table \"events\" has no column \"details\".");

        await PostgreSqlServer.ExecuteAsync(database, $"DROP TABLE events; {ReferenceData.PostgreSqlTables}");
        Assert.Equal("[]", await host.Client.GetStringAsync(Path));
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/ready")).StatusCode);
    }

    [PostgreSqlFact]
    public async Task Tables_ChangedWhileTheServiceRuns_AreNoticedByTheReadinessProbe()
    {
        string database = await CreateAsync("timestamp", "bigint", "PRIMARY KEY");
        string elsewhere = new NpgsqlConnectionStringBuilder(database) { Timezone = "Asia/Tokyo" }.ConnectionString;
        await using ServiceHost host = await ServiceHost.StartAsync(elsewhere);
        string before = await host.Client.GetStringAsync(Path);

        await PostgreSqlServer.ExecuteAsync(database,
            "ALTER TABLE events ALTER created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC'");
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/ready")).StatusCode);

        Assert.True(host.Services.GetRequiredService<LeadDatabase>().Shape!.CreatedAtHasZone);
        Assert.Equal(before, await host.Client.GetStringAsync(Path));
    }

    [PostgreSqlFact]
    public async Task Tables_ChangedWhileTheServiceRuns_AreNoticedWhenAReadFails()
    {
        string database = await CreateAsync("timestamp", "bigint", "PRIMARY KEY");
        await using ServiceHost host = await ServiceHost.StartAsync(database);
        string before = await host.Client.GetStringAsync(Path);

        await PostgreSqlServer.ExecuteAsync(database, "ALTER TABLE events RENAME created_at TO made_at");
        using HttpResponseMessage failed = await host.Client.GetAsync(Path);
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        await host.Logs.WaitForAsync(
            LogLevel.Error, $"database {new NpgsqlConnectionStringBuilder(database).Database} on ",
            "Table \"events\" has no column \"created_at\".");

        await PostgreSqlServer.ExecuteAsync(database, "ALTER TABLE events RENAME made_at TO created_at; "
            + "ALTER TABLE events ALTER created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC'");
        await host.Logs.WaitForAsync(LogLevel.Information, "The database is ready: PostgreSQL database ",
            "with registered_at timestamp (UTC), created_at timestamptz, one registration per user.");
        Assert.Equal(before, await host.Client.GetStringAsync(Path));
    }

    [PostgreSqlFact]
    public async Task Search_WhereTheDatabaseFoldsAsciiAlone_StillFindsAnyScript()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync(locale: "C");
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables
            + "INSERT INTO free_lesson_registrations VALUES (1, 'Вайб', 'Анна', NULL, NULL)");
        await using ServiceHost host = await ServiceHost.StartAsync(database);

        Assert.Single((await host.Client.GetFromJsonAsync<Lead[]>($"{Path}&search=АННА"))!);
        Assert.Single((await host.Client.GetFromJsonAsync<Lead[]>($"{Path}&search=вайб"))!);
        Assert.Empty((await host.Client.GetFromJsonAsync<Lead[]>($"{Path}&search=ванна"))!);
    }

    private static async Task<string> CreateAsync(string time, string id, string key)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        // Six events in the window on two UTC days, which are three days in Tokyo; one at its edge, one before it.
        await PostgreSqlServer.ExecuteAsync(database, $"""
            SET TimeZone = 'UTC';
            CREATE TABLE free_lesson_registrations
                (user_id {id} {key}, username varchar(40), first_name text, email text, registered_at {time});
            CREATE TABLE events
                (id {id} PRIMARY KEY, user_id {id}, event_type text, created_at {time}, details jsonb);
            INSERT INTO free_lesson_registrations VALUES
                (7, 'seven', NULL, NULL, '2025-09-01 00:00'), (8, 'eight', NULL, NULL, NULL);
            INSERT INTO events VALUES
                (1, 7, 'a', '2025-09-10 14:30:00.123456', NULL), (2, 7, 'a', '2025-09-10 00:00', NULL),
                (3, 7, 'a', '2025-09-10 14:00', NULL), (4, 7, 'a', '2025-09-03 23:59:59.999999', NULL),
                (5, 7, 'a', '2025-09-03 15:00', NULL), (6, 7, 'a', '2025-09-03 14:59:59.999999', NULL),
                (7, 7, 'a', '2025-09-10 09:00', '{"{}"}');
            """);
        return database;
    }

    private static string ConnectAs(string role, string database)
        => new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "reader" }.ConnectionString;

    private static async Task AssertNotReadyAsync(ServiceHost host, string problem)
    {
        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal([problem], (await ready.Content.ReadFromJsonAsync<Health>())!.Problems);
        await host.Logs.WaitForAsync(LogLevel.Error, problem);
        Assert.DoesNotContain(host.Logs.All, record => record.Category.Contains("HealthChecks"));
        using HttpResponseMessage leads = await host.Client.GetAsync(Path);
        Assert.Equal(HttpStatusCode.InternalServerError, leads.StatusCode);
    }

    private sealed record Lead(long User_id, string? Username, int Total_events);

    private sealed record Health(string Status, string[] Problems);
}
