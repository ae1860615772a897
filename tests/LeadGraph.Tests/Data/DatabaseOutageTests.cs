using System.Diagnostics;
using System.Net;
using LeadGraph.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadGraph.Tests.Data;

/// <summary>A database that goes away and comes back, on a server of the test's own.</summary>
public class DatabaseOutageTests
{
    private const string Path = "/api/user-activity";
    private const string Watch = "LeadGraph.Data.DatabaseWatch";

    [PrivatePostgreSqlFact]
    public async Task Leads_WhenTheServerStopsAndStarts_FailAndRecover()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        string database = await CreateAsync(server);
        await using ServiceHost host = await StartWithTimeAsync(database);
        // Several connections in the pool, none of which will survive.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Client.GetStringAsync(Path)));

        server.Stop();
        await AssertFailureAsync(host);
        await AssertHealthAsync(host, HttpStatusCode.ServiceUnavailable, "The database cannot be reached.");

        server.Start();
        Assert.Equal("[]", await host.Client.GetStringAsync(Path));
        await AssertHealthAsync(host, HttpStatusCode.OK, "healthy");

        // Back before anybody noticed: the first request finds only broken connections in the pool.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Client.GetStringAsync(Path)));
        server.Stop();
        server.Start();
        Assert.Equal("[]", await host.Client.GetStringAsync(Path));
        server.Stop();
    }

    [PrivatePostgreSqlFact]
    public async Task Leads_WhenTheServerIsDownAtStart_FailUntilItIsUp()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        string database = await CreateAsync(server);
        server.Stop();
        await using ServiceHost host = await StartWithTimeAsync(database);

        await AssertFailureAsync(host);
        await AssertHealthAsync(host, HttpStatusCode.ServiceUnavailable, "The database cannot be reached.");
        await host.Logs.WaitForAsync(
            LogLevel.Error, "Not ready to serve leads from PostgreSQL database ", ". The database cannot be reached.");

        server.Start();
        Assert.Equal("[]", await host.Client.GetStringAsync(Path));
        await AssertHealthAsync(host, HttpStatusCode.OK, "healthy");
        server.Stop();
    }

    [PrivatePostgreSqlFact]
    public async Task Leads_WhenTheServerHangs_FailByTheTimeoutAndRecover()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        string database = await CreateAsync(server);
        await using ServiceHost host = await StartAsync(database);
        await UntilReadAsync(host);

        using (server.Pause())
        {
            await AssertFailureAsync(host, byTimeout: true);
        }

        await UntilReadAsync(host);
        server.Stop();
    }

    [PrivatePostgreSqlFact]
    public async Task Leads_WhenTheServerHangsAtStart_FailByTheTimeoutAndRecover()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        string database = await CreateAsync(server);
        using (server.Pause())
        {
            await using ServiceHost early = await StartAsync(database);
            await AssertFailureAsync(early, byTimeout: true);
        }

        await using ServiceHost host = await StartAsync(database);
        await UntilReadAsync(host);
        server.Stop();
    }

    [PrivatePostgreSqlFact]
    public async Task Leads_FromASlowServerForWhichTheConnectionStringHasTime_ComeLate()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        string database = await CreateAsync(server);
        Task<string> leads;
        IDisposable pause = server.Pause();
        await using ServiceHost host = await StartWithTimeAsync(database);
        try
        {
            leads = host.Client.GetStringAsync(Path);
            // Longer than it would wait by itself.
            var waited = Stopwatch.StartNew();
            await Eventually.UntilAsync(() => leads.IsCompleted || waited.Elapsed > TimeSpan.FromSeconds(5));
        }
        finally
        {
            pause.Dispose();
        }

        Assert.Equal("[]", await leads);
        server.Stop();
    }

    [PrivatePostgreSqlFact]
    public async Task Leads_WhenTheServerHangsAtStartAndATableIsLocked_FailByTheTimeoutAndRecover()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        string database = await CreateAsync(server);
        // What the process does for the first time ever is not what is timed here.
        await using (ServiceHost earlier = await StartAsync(database))
        {
            await UntilReadAsync(earlier);
        }

        await using NpgsqlConnection connection = await LockAsync(database);
        IDisposable pause = server.Pause();
        await using ServiceHost host = await StartAsync(database);
        Task failure = AssertFailureAsync(host, byTimeout: true);
        await host.UntilWorkedOnAsync(1);
        pause.Dispose();
        await failure;

        await connection.CloseAsync();
        await UntilReadAsync(host);
        server.Stop();
    }

    [Fact]
    public async Task Leads_WhenAnotherProgramKeepsTheSqliteFileLocked_FailByTheTimeoutAndRecover()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables);
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
        await using ServiceHost host = await StartAsync($"Data Source={file}");

        await AssertFailureAsync(host);
        await AssertHealthAsync(
            host, HttpStatusCode.ServiceUnavailable, "Another program keeps the database file locked.");

        connection.Close();
        await UntilReadAsync(host);
    }

    [PostgreSqlFact]
    public async Task Leads_WhenATableIsLocked_FailByTheTimeoutAndRecover()
    {
        string database = await CreateAsync(PostgreSqlServer.Shared);
        await using ServiceHost host = await StartAsync(database);
        await UntilReadAsync(host);

        await using (await LockAsync(database))
        {
            await AssertFailureAsync(host, byTimeout: true);
        }

        await UntilReadAsync(host);
    }

    private static async Task<string> CreateAsync(PostgreSqlServer server)
    {
        string database = await server.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        NpgsqlConnection.ClearAllPools();
        return database;
    }

    // Closing the connection lifts the lock.
    private static async Task<NpgsqlConnection> LockAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE events", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    // With the timeout that the service has by itself.
    private static Task<ServiceHost> StartAsync(string database)
        => ServiceHost.StartAsync(database, ServiceHost.UsualTimeout);

    // With the time that a busy machine may need where nothing hangs.
    private static Task<ServiceHost> StartWithTimeAsync(string database) => ServiceHost.StartAsync(
        new NpgsqlConnectionStringBuilder(database) { Timeout = 300 }.ConnectionString,
        ("LeadGraph:Limits:ExecutionTimeout", "00:05:00"));

    // On a busy machine a read may take longer than the service by itself allows.
    private static Task UntilReadAsync(ServiceHost host) => Eventually.UntilAsync(async () =>
    {
        using HttpResponseMessage response = await host.Client.GetAsync(Path);
        return response.IsSuccessStatusCode && await response.Content.ReadAsStringAsync() == "[]";
    });

    // The failure comes while the fault lasts: the test ends it afterwards.
    private static async Task AssertFailureAsync(ServiceHost host, bool byTimeout = false)
    {
        int before = host.Logs.All.Count;
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("""
            {"error":"Failed to fetch user activity data"}
            """, await response.Content.ReadAsStringAsync());
        LogRecord logged = Assert.Single(
            host.Logs.All.Skip(before), record => record.Level >= LogLevel.Warning && record.Category != Watch);
        Assert.StartsWith("GET /api/user-activity failed, trace 0af7651916cd43dd8448eb211c80319c.", logged.Message);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Assert.Single(response.Headers.GetValues("X-Trace-Id")));
        if (logged.Exception is { } unexpected)
        {
            // The first request may find a connection that has just been broken.
            Assert.False(byTimeout, $"{unexpected}");
            return;
        }

        // A connection that is not made in three seconds ends the wait before the timeout does.
        Assert.Matches(
            byTimeout
                ? @" (DatabaseNotReadyException: |TimeoutException: The database did not respond within 4\.5 seconds\.)"
                : " DatabaseNotReadyException: ",
            logged.Message);
    }

    private static async Task AssertHealthAsync(ServiceHost host, HttpStatusCode status, string text)
    {
        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");
        Assert.Equal(status, ready.StatusCode);
        Assert.Contains(text, await ready.Content.ReadAsStringAsync());
        using HttpResponseMessage live = await host.Client.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }
}
