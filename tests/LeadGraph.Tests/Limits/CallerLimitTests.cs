using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LeadGraph.Access;
using LeadGraph.Limits;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hostile;
using LeadGraph.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeadGraph.Tests.Limits;

public class CallerLimitTests
{
    private const string Leads = "/api/user-activity";

    [Fact]
    public async Task Requests_BeyondTheRateOfACaller_Get429WhileOthersAreServed()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:BurstRequests", "3"), ("LeadGraph:Limits:RequestsPerSecond", "1"));
        var statuses = new List<HttpStatusCode>();
        for (int i = 0; i < 3; i++)
        {
            statuses.Add((await host.SendAsync(Leads, AuthenticatedHost.FullKey)).StatusCode);
        }

        HttpResponseMessage rejected = await SendUntilRejectedAsync(host, AuthenticatedHost.FullKey);
        HttpResponseMessage other = await host.SendAsync(Leads, AuthenticatedHost.LesserKey);
        HttpResponseMessage unknown = await SendUntilRejectedAsync(host, credential: null);
        HttpResponseMessage probe = await host.SendAsync("/health/live");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], statuses);
        Assert.Equal("1", Assert.Single(rejected.Headers.GetValues("Retry-After")));
        Assert.Equal(
            "{\"error\":\"Too many requests; try again in 1 s.\"}", await rejected.TextAsync());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/event-stream")]
    [InlineData("application/json, text/event-stream;q=0")]
    public async Task Requests_BeyondTheConcurrencyLimits_Get429Or503WithRetryAfter(string accept)
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables);
        string scraper = ApiKey.New();
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", $"Data Source={file};Default Timeout=300"),
            ("LeadGraph:Metrics:Enabled", "true"),
            ("LeadGraph:Auth:ApiKeys:prometheus:Hash", ApiKey.HashOf(scraper)),
            ("LeadGraph:Auth:ApiKeys:prometheus:Scopes", "metrics"),
            ("LeadGraph:Limits:ConcurrentRequests", "2"),
            ("LeadGraph:Limits:QueuedRequests", "0"),
            ("LeadGraph:Limits:ConcurrentRequestsPerCaller", "2"),
            ("LeadGraph:Limits:QueuedRequestsPerCaller", "0"));
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(Leads, AuthenticatedHost.FullKey)).StatusCode);

        Task<HttpResponseMessage> first, second;
        HttpResponseMessage aboveCallerLimit, aboveServiceLimit, probe, metrics;
        await using (await LockAsync(file))
        {
            first = host.SendAsync(Leads, AuthenticatedHost.FullKey, headers: ("Accept", accept));
            second = host.SendAsync(
                Leads, AuthenticatedHost.FullKey, headers: [("Accept", accept), .. AuthenticatedHost.Upgrade]);
            await host.UntilWorkedOnAsync(2);
            aboveCallerLimit = await host.SendAsync(Leads, AuthenticatedHost.FullKey, headers: ("Accept", accept));
            aboveServiceLimit = await host.SendAsync(Leads, AuthenticatedHost.LesserKey, headers: ("Accept", accept));
            probe = await host.SendAsync("/health/live");
            metrics = await host.SendAsync("/metrics", scraper);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, aboveCallerLimit.StatusCode);
        Assert.Equal("1", Assert.Single(aboveCallerLimit.Headers.GetValues("Retry-After")));
        Assert.Equal(
            "{\"error\":\"The caller has too many requests at a time; try again in 1 s.\"}",
            await aboveCallerLimit.TextAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, aboveServiceLimit.StatusCode);
        Assert.Equal("1", Assert.Single(aboveServiceLimit.Headers.GetValues("Retry-After")));
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
        Assert.Equal(HttpStatusCode.OK, metrics.StatusCode);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [(await first).StatusCode, (await second).StatusCode]);
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(Leads, AuthenticatedHost.LesserKey)).StatusCode);
    }

    [Fact]
    public async Task Operations_OverASocket_CountAsConcurrentRequests()
    {
        string file = AuthenticatedHost.NewDatabase();
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", $"Data Source={file};Default Timeout=300"),
            ("LeadGraph:Limits:ConcurrentRequests", "1"),
            ("LeadGraph:Limits:QueuedRequests", "0"));
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync(AuthenticatedHost.FullKey);
        object operation(int id) => new
        {
            id = $"{id}",
            type = "subscribe",
            payload = new { query = "{ leadScoreSummary { users } }" }
        };

        HttpResponseMessage meanwhile;
        string rejected;
        await using (await LockAsync(file))
        {
            await socket.SendAsync(operation(1));
            await host.UntilWorkedOnAsync(1);
            meanwhile = await host.SendAsync(Leads, AuthenticatedHost.LesserKey);
            await socket.SendAsync(operation(2));
            rejected = await socket.ReceiveAsync();
        }

        string response = await socket.ReceiveAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, meanwhile.StatusCode);
        Assert.Contains("\"BUSY\"", rejected);
        Assert.Contains("\"data\"", response);
        Assert.Contains("\"complete\"", await socket.ReceiveAsync());
        // The lease is released beside the last message.
        await host.UntilWorkedOnAsync(0);
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(Leads, AuthenticatedHost.LesserKey)).StatusCode);
    }

    [Fact]
    public async Task Operation_WithTooManyReads_GetsAnError()
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();
        string aliases(int count) => string.Concat(
            Enumerable.Range(0, count).Select(i => $"a{i}: leadScoreSummary {{ users }} "));

        JsonElement most = await host.AskAsync($"{{ {aliases(20)} }}");
        int before = host.Logs.Sql.Count;
        JsonElement more = await host.AskAsync($"{{ {aliases(450)} }}");

        Assert.False(most.TryGetProperty("errors", out _));
        Assert.Equal(
            "TOO_MANY_READS", more.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        Assert.InRange(host.Logs.Sql.Count - before, 0, 20);
    }

    [Fact]
    public async Task Connections_BeyondTheLimitPerAddress_AreClosedWhileOthersAreServed()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            $"Data Source={AuthenticatedHost.NewDatabase()}", ("LeadGraph:Limits:ConnectionsPerAddress", "10"));
        Uri address = host.Client.BaseAddress!;
        byte[] probe = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();
        await using (HonestCaller other = await HonestCaller.StartAsync(address))
        {
            var held = new List<RawConnection>();
            for (int i = 0; i < 10; i++)
            {
                held.Add(await RawConnection.OpenAsync(address));
                await held[i].SendAsync(probe);
                Assert.StartsWith("HTTP/1.1 200", await held[i].ReadAsync(Eventually.Limit));
            }

            Assert.Equal("", await AskAsync());
            held.ForEach(connection => connection.Dispose());
            await other.AssertServedAsync();
        }

        // The server notices the closed connections a moment later.
        await Eventually.UntilAsync(async () => await AskAsync() != "");

        async Task<string> AskAsync()
        {
            try
            {
                return await RawConnection.ExchangeAsync(address, probe);
            }
            catch (Exception cut) when (cut is SocketException or InvalidOperationException)
            {
                return "";
            }
        }
    }

    [Fact]
    public async Task Downloads_BeyondTheLimitPerCaller_Get429()
    {
        string file = AuthenticatedHost.NewDatabase();
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", $"Data Source={file};Default Timeout=300"), ("LeadGraph:Limits:DownloadsPerCaller", "1"));
        const string List = "/api/user-activity.csv";
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(List, AuthenticatedHost.FullKey)).StatusCode);

        Task<HttpResponseMessage> first, others;
        HttpResponseMessage second;
        await using (await LockAsync(file))
        {
            first = host.SendAsync(List, AuthenticatedHost.FullKey);
            await host.UntilWorkedOnAsync(1);
            second = await host.SendAsync(List, AuthenticatedHost.FullKey);
            others = host.SendAsync(List, AuthenticatedHost.LesserKey);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal(
            "{\"error\":\"The caller has too many downloads at a time; let one end, or try again in 1 s.\"}",
            await second.TextAsync());
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [(await first).StatusCode, (await others).StatusCode]);
    }

    [Fact]
    public async Task RequestBodies_BeyondTheMemoryLimitOfACaller_Get429WhileOthersAreServed()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:ReadBytesPerCaller", "1048576"));
        var budget = host.Services.GetRequiredService<MemoryBudget>();
        string body = $$"""{"query":"{ __typename }"{{new string(' ', 400_000)}}}""";
        using RawConnection first = await PostAsync(AuthenticatedHost.FullKey, body[..^1]);
        await Eventually.UntilAsync(() => budget.Reserved > 600_000);

        using RawConnection second = await PostAsync(AuthenticatedHost.FullKey, body);
        using RawConnection other = await PostAsync(AuthenticatedHost.LesserKey, body);

        string refused = await second.ReadAsync(Eventually.Limit);
        Assert.StartsWith("HTTP/1.1 429", refused);
        Assert.Contains("Retry-After: 1\r\n", refused);
        Assert.Contains("\"TOO_MANY_REQUESTS\"", refused);
        Assert.Contains("\"data\"", await other.ReadAsync(Eventually.Limit));
        await first.SendAsync("}"u8.ToArray());
        Assert.Contains("\"data\"", await first.ReadAsync(Eventually.Limit));
        await Eventually.UntilAsync(() => budget.Reserved == 0);

        async Task<RawConnection> PostAsync(string key, string sent)
        {
            RawConnection connection = await RawConnection.OpenAsync(host.Client.BaseAddress!);
            await connection.SendAsync(Encoding.ASCII.GetBytes(
                $"POST /graphql HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {key}\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n{sent}"));
            return connection;
        }
    }

    [PostgreSqlFact]
    public async Task Requests_WhileTheDatabaseHangs_FailAfterExecutionTimeout()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        await using ServiceHost host = await AuthenticatedHost.OpenAsync(
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
        // It ends while the table is locked, and it was the timeout that ended it.
        HttpResponseMessage response = await host.SendAsync(Leads);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(host.Logs.All, record => record.Message.StartsWith("GET /api/user-activity failed")
            && record.Message.Contains("TimeoutException: The database did not respond within 0.5 seconds."));
    }

    private static async Task<HttpResponseMessage> SendUntilRejectedAsync(ServiceHost host, string? credential)
    {
        // Concurrently, so that they exceed the rate also where each takes long.
        HttpResponseMessage? rejected = null;
        for (int round = 0; rejected is null && round < 100; round++)
        {
            HttpResponseMessage[] responses =
                await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.SendAsync(Leads, credential)));
            rejected = Array.Find(responses, response => response.StatusCode == HttpStatusCode.TooManyRequests);
        }

        Assert.NotNull(rejected);
        return rejected;
    }

    // An exclusive lock, which blocks readers until it is disposed.
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
