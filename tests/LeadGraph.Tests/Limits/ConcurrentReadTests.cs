using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using LeadGraph.Access;
using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadGraph.Tests.Limits;

/// <summary>How many reads run at the same time, and who waits for whom.</summary>
public class ConcurrentReadTests
{
    private const string Present = "{ userActivity { nodes { userId totalEvents } } }";

    private const string NoTimeout = "01:00:00";

    private static readonly string TwentyReads = $"{{ {string.Concat(Enumerable.Range(0, 20).Select(i => $$"""
        r{{i}}: userActivity(first: 1, asOf: "2024-09-10T12:00:{{i:00}}Z", order: [{ fallsAt: ASC }]) {
            nodes { userId totalEvents }
        }
        """))} }}";

    [PostgreSqlTheory]
    [InlineData("", "Live", 8, 100)]
    [InlineData(";Maximum Pool Size=6", "Live", 1, 6)]
    [InlineData(";Maximum Pool Size=7", "Maintained", 2, 7)]
    public async Task Reads_OfACallerWithManyReads_TakeItsShareAndOthersAreServed(
        string pool, string mode, int readsPerCaller, int poolSize)
    {
        string database = await CreateAsync();
        await using ServiceHost host = await StartAsync(database + pool, mode);
        int logged = host.Logs.All.Count;

        // The second time as many run as the first, because none of the first still counts.
        for (int round = 0; round < 2; round++)
        {
            Task<string>[] many;
            await using (await LockPastEventsAsync(database))
            {
                many = [.. Enumerable.Range(0, 8).Select(_ => AskAsync(host, TwentyReads, AuthenticatedHost.FullKey))];
                await UntilWaitingForLockAsync(database, readsPerCaller);
                string other = await AskAsync(host, Present, AuthenticatedHost.LesserKey);
                HttpResponseMessage ready = await host.SendAsync("/health/ready");

                Assert.DoesNotContain("errors", other);
                Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
                Assert.Equal(readsPerCaller, await SessionsAsync(database, "wait_event_type = 'Lock'"));
                Assert.InRange(await SessionsAsync(database, "true"), readsPerCaller, poolSize + 3);
            }

            Assert.All(await Task.WhenAll(many), answer => Assert.DoesNotContain("errors", answer));
        }

        Assert.DoesNotContain(host.Logs.All.Skip(logged), record => record.Level >= LogLevel.Error);
    }

    [PostgreSqlFact]
    public async Task Request_IdenticalToOneThatWaitsForOtherReadsOfItsCaller_IsServed()
    {
        string database = await CreateAsync();
        string anotherKey = ApiKey.New();
        await using ServiceHost host = await StartAsync(
            database, "Live",
            ("LeadGraph:Cache:Seconds", "60"),
            ("LeadGraph:Auth:ApiKeys:another:Hash", ApiKey.HashOf(anotherKey)),
            ("LeadGraph:Auth:ApiKeys:another:Scopes", "read,personal"));
        Task<string> many, waiting;
        await using (await LockPastEventsAsync(database))
        {
            many = AskAsync(host, TwentyReads, AuthenticatedHost.FullKey);
            await UntilWaitingForLockAsync(database, 8);
            waiting = AskAsync(host, Present, AuthenticatedHost.FullKey);
            await host.UntilWorkedOnAsync(2);

            Assert.Contains("\"userId\":2", await AskAsync(host, Present, anotherKey));
            Assert.False(waiting.IsCompleted);
        }

        Assert.DoesNotContain("errors", await many);
        Assert.DoesNotContain("errors", await waiting);
    }

    [PostgreSqlFact]
    public async Task Reads_WhoseCallerLeavesWhileTheyWait_NeverRun()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await StartAsync(database, "Live");
        await using (await LockPastEventsAsync(database))
        {
            using var leaving = new CancellationTokenSource();
            Task[] many =
            [
                .. Enumerable.Range(0, 8).Select(
                    _ => AskAsync(host, TwentyReads, AuthenticatedHost.FullKey, leaving.Token))
            ];
            await UntilWaitingForLockAsync(database, 8);
            leaving.Cancel();
            await Task.WhenAll(many).ContinueWith(_ => { }, TaskScheduler.Default);
            await UntilWaitingForLockAsync(database, 0);

            // None of them is in the way of the next.
            Task<string> next = AskAsync(host, TwentyReads, AuthenticatedHost.FullKey);
            await UntilWaitingForLockAsync(database, 8);
            Assert.False(next.IsCompleted);
        }

        await UntilWaitingForLockAsync(database, 0);
    }

    [PostgreSqlTheory]
    [InlineData("leadScoreChanges(first: 1) { totalCount }")]
    [InlineData("leadScoreHistory(from: \"2025-09-08\", to: \"2025-09-09\") { date }")]
    public async Task Reads_OfTheStore_AreReadsOfTheirCallerAndLeaveConnectionsToOthers(string field)
    {
        string database = await CreateAsync();
        await using ServiceHost host = await StartAsync(
            database, "Live", ("LeadGraph:Store", "Auto"), ("LeadGraph:Live:Interval", "01:00:00"));
        string many = $"{{ {string.Concat(Enumerable.Range(0, 20).Select(i => $"r{i}: {field} "))} }}";
        Assert.DoesNotContain("errors", await AskAsync(host, many, AuthenticatedHost.FullKey));
        Task<string> waiting;
        await using (await LockAsync(database, "leadgraph.state"))
        {
            waiting = AskAsync(host, many, AuthenticatedHost.FullKey);
            var limiters = host.Services.GetRequiredService<ReadLimiters>();
            await Eventually.UntilAsync(() => limiters.HasWaitingReads("caller dashboard"));
            await Eventually.UntilAsync(async () => await SessionsAsync(database, "wait_event_type = 'Lock'") >= 3);

            // Those that wait for one of three connections have none; background work may have two.
            await using (await host.Services.GetRequiredService<LeadDatabase>().Primary.OpenConnectionAsync())
            {
                Assert.InRange(await SessionsAsync(database, "wait_event_type = 'Lock'"), 3, 5);
            }

            Assert.DoesNotContain("errors", await AskAsync(host, Present, AuthenticatedHost.LesserKey));
        }

        Assert.DoesNotContain("errors", await waiting);
    }

    [PostgreSqlFact]
    public async Task Download_ThatIsNotRead_TakesNoConnectionOfOtherReads()
    {
        string database = await CreateAsync();
        await PostgreSqlServer.ExecuteAsync(database, """
            INSERT INTO free_lesson_registrations (user_id, email)
            SELECT id, repeat('x', 400) FROM generate_series(10, 50000) id
            """);
        await using ServiceHost host = await StartAsync($"{database};Maximum Pool Size=6", "Live");
        using HttpResponseMessage unread = await BeginDownloadAsync(host, AuthenticatedHost.FullKey);
        await UntilSessionsAsync(database, "state LIKE '%in transaction' OR wait_event = 'ClientWrite'", 1);

        using HttpResponseMessage further = await BeginDownloadAsync(host, AuthenticatedHost.FullKey);
        using HttpResponseMessage ofAnother = await BeginDownloadAsync(host, AuthenticatedHost.LesserKey);
        HttpResponseMessage leads = await host.SendAsync("/api/user-activity?limit=1", AuthenticatedHost.FullKey);

        Assert.Equal(HttpStatusCode.OK, unread.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, further.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ofAnother.StatusCode);
        Assert.Equal(HttpStatusCode.OK, leads.StatusCode);
        unread.Dispose();
        await Eventually.UntilAsync(async () =>
        {
            using HttpResponseMessage again = await BeginDownloadAsync(host, AuthenticatedHost.FullKey);
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Reads_ThatWaitLongerThanTheTimeout_GetItsErrorAndTheBackgroundReadsOn(DatabaseProvider provider)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", await AuthenticatedHost.DatabaseAsync(provider)),
            ("LeadGraph:Limits:ConcurrentReads", "2"), ("LeadGraph:Limits:ExecutionTimeout", "00:00:01"));
        await host.UntilReadyAsync();
        var limiters = host.Services.GetRequiredService<ReadLimiters>();
        using (await limiters.AcquireReadAsync("one", CancellationToken.None))
        using (await limiters.AcquireReadAsync("another", CancellationToken.None))
        {
            HttpResponseMessage leads = await host.SendAsync("/api/user-activity", AuthenticatedHost.FullKey);
            string answer = await AskAsync(host, Present, AuthenticatedHost.FullKey);
            TierComparison compared = await host.Services.GetRequiredService<TierReader>().CompareAsync(
                new LeadTiers(), comparedAt: null, host.Clock.Now.UtcDateTime, CancellationToken.None);

            Assert.Equal(HttpStatusCode.InternalServerError, leads.StatusCode);
            Assert.Contains("\"code\":\"HC0045\"", answer);
            Assert.NotNull(compared);
            LogRecord record = Assert.Single(
                host.Logs.All, record => record.Message.StartsWith("GET /api/user-activity", StringComparison.Ordinal));
            Assert.Contains("Other reads, of the same caller or of all, did not end", record.Message);
        }

        Assert.Equal(
            HttpStatusCode.OK, (await host.SendAsync("/api/user-activity", AuthenticatedHost.FullKey)).StatusCode);
    }

    private static async Task<string> CreateAsync()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            DROP TABLE events;
            CREATE TABLE events (id bigint, user_id bigint, event_type text, created_at timestamp, details jsonb)
                PARTITION BY RANGE (created_at);
            CREATE TABLE past_events PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
            CREATE TABLE present_events PARTITION OF events FOR VALUES FROM ('2025-01-01') TO (MAXVALUE);
            INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2);
            {MaintainedInstallation.InstallScript}
            """);
        return database;
    }

    private static async Task<ServiceHost> StartAsync(
        string database, string mode, params (string Key, string? Value)[] settings)
    {
        ServiceHost host = await AuthenticatedHost.WithKeysAsync(
        [
            ("ConnectionStrings:LeadGraph", database), ("LeadGraph:Activity:Mode", mode),
            // No tick waits for the lock.
            ("LeadGraph:Activity:RefreshInterval", "01:00:00"), ("LeadGraph:Limits:ExecutionTimeout", NoTimeout),
            // Twenty reads of the past, in an order that counts twice, are more than an operation may by default.
            ("LeadGraph:Limits:Cost", "10000"), ("LeadGraph:Limits:ReadsPerOperation", "40"),
            .. settings
        ]);
        await host.UntilReadyAsync();
        return host;
    }

    private static async Task<string> AskAsync(
        ServiceHost host, string query, string key, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new { query })
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using HttpResponseMessage answer = await host.Client.SendAsync(request, cancellationToken);
        return await answer.Content.ReadAsStringAsync(cancellationToken);
    }

    // The response is not read beyond what buffers hold.
    private static async Task<HttpResponseMessage> BeginDownloadAsync(ServiceHost host, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/user-activity.csv");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static Task<NpgsqlConnection> LockPastEventsAsync(string database) => LockAsync(database, "past_events");

    private static async Task<NpgsqlConnection> LockAsync(string database, string table)
    {
        NpgsqlConnection connection = await ConnectAsync(database);
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table}", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static Task UntilWaitingForLockAsync(string database, int count)
        => UntilSessionsAsync(database, "wait_event_type = 'Lock'", count);

    private static async Task UntilSessionsAsync(string database, string condition, int count)
        => await Eventually.UntilAsync(async () => await SessionsAsync(database, condition) == count);

    private static async Task<int> SessionsAsync(string database, string condition)
    {
        await using NpgsqlConnection connection = await ConnectAsync(database);
        await using var command = new NpgsqlCommand("SELECT count(*)::int FROM pg_stat_activity "
            + $"WHERE application_name = 'LeadGraph' AND datname = current_database() AND ({condition})", connection);
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<NpgsqlConnection> ConnectAsync(string database)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
