using System.Net.Http.Json;
using System.Threading.RateLimiting;
using LeadGraph.Limits;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadGraph.Tests.Faults;

/// <summary>
/// Callers leave at random points of what they asked for. By default some hundred do; with
/// <c>LEADGRAPH_LONG_TESTS=1</c> ten thousand.
/// </summary>
[Collection(LoadTests.Name)]
public class CancellationTests(FaultyServer faulty)
{
    private const int AtATime = 16;
    private const string Rest = "/api/user-activity";
    private const string GraphQL =
        "{ userActivity(first: 50) { totalCount nodes { userId leadScore recentEvents(first: 5) { id } } } }";

    // What a process needs more after so many requests, its pools and caches filled, is no leak.
    private const long AllowedGrowth = 64 * 1024 * 1024;

    private static readonly int Cancellations = TestRun.IsLong ? 10_000 : 400;

    [PrivatePostgreSqlFact]
    public async Task Callers_WhoLeaveAtAnyPoint_LeaveNothingBehind()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, ("LeadGraph:Cache:Seconds", "1"), ("LeadGraph:Limits:RequestsPerSecond", "1000000"),
            ("LeadGraph:Limits:BurstRequests", "1000000"));
        await host.Client.GetStringAsync(Rest);
        await LeaveAsync(host, Cancellations / 4, seed: 1);
        await UntilNothingIsHeldAsync(host, database);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await LeaveAsync(host, Cancellations, seed: 2);

        await UntilNothingIsHeldAsync(host, database);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.True(after - before < AllowedGrowth, $"Memory went from {before:N0} to {after:N0} bytes.");
        Assert.Empty(host.Logs.All.Where(record => record.Level >= LogLevel.Error)
            .Select(record => $"{record.Message} {record.Exception}").Distinct());
        Assert.StartsWith("[{", await host.Client.GetStringAsync(Rest));
    }

    private async Task<string> CreateAsync()
    {
        // Many connections at a time may take long to make on a busy machine.
        string database = $"{await faulty.Server.CreateDatabaseAsync()};Timeout=300";
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            INSERT INTO free_lesson_registrations (user_id, username)
            SELECT n, 'user' || n FROM generate_series(1, 2000) n;
            INSERT INTO events (user_id, event_type, created_at)
            SELECT n % 2000 + 1, 'click', '2025-09-10 12:00:00'::timestamp - n * interval '10 seconds'
            FROM generate_series(1, 20000) n;
            """);
        NpgsqlConnection.ClearAllPools();
        return database;
    }

    private static Task LeaveAsync(ServiceHost host, int times, int seed)
        => Parallel.ForEachAsync(
            Enumerable.Range(0, times), new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (i, _) =>
            {
                var random = new Random((seed * 1_000_000) + i);
                using var leaving = new CancellationTokenSource();
                // From before anything is sent to after everything has come. Some ask the same as others.
                leaving.CancelAfter(TimeSpan.FromMilliseconds(random.NextDouble() * 40));
                try
                {
                    await ((i % 4) switch
                    {
                        0 => ReadAsync(host.Client.GetAsync($"{Rest}?search={i / 8}", leaving.Token), leaving.Token),
                        1 => ReadAsync(host.Client.PostAsJsonAsync(
                            "/graphql", new { query = GraphQL }, leaving.Token), leaving.Token),
                        2 => ReadAsync(host.Client.GetAsync(
                            $"{Rest}.csv", HttpCompletionOption.ResponseHeadersRead, leaving.Token), leaving.Token),
                        _ => AskBySocketAsync(host, random)
                    });
                }
                catch (OperationCanceledException)
                {
                    // That is what it is about.
                }
            });

    private static async Task ReadAsync(Task<HttpResponseMessage> asked, CancellationToken leaving)
    {
        using HttpResponseMessage answer = await asked;
        await answer.Content.ReadAsByteArrayAsync(leaving);
    }

    // The socket is cut, without a word, some time after the operation was sent.
    private static async Task AskBySocketAsync(ServiceHost host, Random random)
    {
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync();
        await socket.SendAsync(new { type = "subscribe", id = "1", payload = new { query = GraphQL } });
        await Task.Delay(random.Next(20));
    }

    private static async Task UntilNothingIsHeldAsync(ServiceHost host, string database)
    {
        CallerLimiters limiters = host.Services.GetRequiredService<CallerLimiters>();
        var limits = new LimitOptions();
        await Eventually.UntilAsync(() =>
            limiters.Service.GetStatistics()!.CurrentAvailablePermits == limits.ConcurrentRequests
            && IsFree(limiters.Operations, limits.ConcurrentRequestsPerCaller)
            && IsFree(limiters.Streams, limits.StreamsPerCaller)
            && IsFree(limiters.Subscriptions, limits.SubscriptionsPerCaller)
            && IsFree(limiters.DownloadsPerCaller, limits.DownloadsPerCaller)
            && limiters.Downloads.GetStatistics("all")!.CurrentAvailablePermits == limits.Downloads);
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity "
            + "WHERE application_name = 'LeadGraph' AND datname = current_database() AND state <> 'idle'", connection);
        await Eventually.UntilAsync(async () => (long)(await command.ExecuteScalarAsync())! == 0);
    }

    private static bool IsFree(PartitionedRateLimiter<string> limiter, int permits)
        => limiter.GetStatistics("address 127.0.0.1")!.CurrentAvailablePermits == permits;
}
