using System.Diagnostics;
using System.Net;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace LeadGraph.Tests.Limits;

public class CallerLimitTests
{
    private const string Leads = "/api/user-activity";

    [Fact]
    public async Task Requests_BeyondACallersRate_WaitWhileOthersAreServed()
    {
        await using ServiceHost host = await GuardedHost.WithKeysAsync(
            ("LeadGraph:Limits:BurstRequests", "3"), ("LeadGraph:Limits:RequestsPerSecond", "1"));
        var statuses = new List<HttpStatusCode>();
        for (int i = 0; i < 3; i++)
        {
            statuses.Add((await host.SendAsync(Leads, GuardedHost.FullKey)).StatusCode);
        }

        HttpResponseMessage refused = await SendUntilRefusedAsync(host, GuardedHost.FullKey);
        HttpResponseMessage other = await host.SendAsync(Leads, GuardedHost.LesserKey);
        HttpResponseMessage unknown = await SendUntilRefusedAsync(host, credential: null);
        HttpResponseMessage probe = await host.SendAsync("/health/live");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], statuses);
        Assert.Equal("1", Assert.Single(refused.Headers.GetValues("Retry-After")));
        Assert.Equal("{\"error\":\"The caller asks for too much at a time; try again in 1 s.\"}", await refused.TextAsync());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
    }

    [Fact]
    public async Task Requests_BeyondWhatRunsAtATime_AreToldToComeBack()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables);
        await using ServiceHost host = await GuardedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", $"Data Source={file}"),
            ("LeadGraph:Limits:ConcurrentRequests", "2"),
            ("LeadGraph:Limits:QueuedRequests", "0"),
            ("LeadGraph:Limits:ConcurrentRequestsPerCaller", "2"),
            ("LeadGraph:Limits:QueuedRequestsPerCaller", "0"));
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(Leads, GuardedHost.FullKey)).StatusCode);

        Task<HttpResponseMessage> first, second;
        HttpResponseMessage beyondTheCallers, beyondTheServices, probe;
        await using (await LockAsync(file))
        {
            first = host.SendAsync(Leads, GuardedHost.FullKey);
            second = host.SendAsync(Leads, GuardedHost.FullKey);
            await Task.Delay(300);
            beyondTheCallers = await host.SendAsync(Leads, GuardedHost.FullKey);
            beyondTheServices = await host.SendAsync(Leads, GuardedHost.LesserKey);
            probe = await host.SendAsync("/health/live");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, beyondTheCallers.StatusCode);
        Assert.Equal("1", Assert.Single(beyondTheCallers.Headers.GetValues("Retry-After")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, beyondTheServices.StatusCode);
        Assert.Equal("1", Assert.Single(beyondTheServices.Headers.GetValues("Retry-After")));
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [(await first).StatusCode, (await second).StatusCode]);
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(Leads, GuardedHost.LesserKey)).StatusCode);
    }

    [PostgreSqlFact]
    public async Task Requests_ThatTheDatabaseKeepsWaiting_FailInTime()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        await using ServiceHost host = await GuardedHost.OpenAsync(
            ("ConnectionStrings:LeadGraph", database), ("LeadGraph:Limits:ExecutionTimeout", "00:00:00.5"));
        // A first request may take longer than that.
        while ((await host.SendAsync(Leads)).StatusCode != HttpStatusCode.OK)
        {
        }

        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("LOCK TABLE events", connection, transaction);
        await command.ExecuteNonQueryAsync();
        var time = Stopwatch.StartNew();
        HttpResponseMessage response = await host.SendAsync(Leads);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.InRange(time.Elapsed.TotalSeconds, 0.4, 3);
    }

    private static async Task<HttpResponseMessage> SendUntilRefusedAsync(ServiceHost host, string? credential)
    {
        HttpResponseMessage response;
        int sent = 0;
        do
        {
            response = await host.SendAsync(Leads, credential);
        }
        while (response.StatusCode != HttpStatusCode.TooManyRequests && ++sent < 20);
        return response;
    }

    // A lock for writing that keeps readers waiting, as long as it is not disposed of.
    private static async Task<SqliteConnection> LockAsync(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
