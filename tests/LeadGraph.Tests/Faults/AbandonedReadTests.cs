using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using LeadGraph.Data;
using LeadGraph.Limits;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadGraph.Tests.Faults;

/// <summary>Callers leave, or are answered, while the database still works for them: nothing is left behind.</summary>
[Collection(FaultTests.Name)]
public class AbandonedReadTests(FaultyServer faulty)
{
    private const string List = "/api/user-activity.csv";

    [PrivatePostgreSqlFact]
    public async Task Lists_WhoseCallersLeaveAsTheyAreOpened_LeaveNoTransactionOpen()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(
            // Of a pool of 100 connections one caller's downloads get fewer than 30.
            $"{database};Maximum Pool Size=200", ("LeadGraph:Limits:ConcurrentRequestsPerCaller", "100"),
            ("LeadGraph:Limits:DownloadsPerCaller", "100"), ("LeadGraph:Limits:Downloads", "100"));
        await host.Client.GetStringAsync(List);
        var random = new Random(20260101);
        int downloads = host.Services.GetRequiredService<ReadLimits>().Downloads;
        var limiters = host.Services.GetRequiredService<CallerLimiters>();

        for (int round = 0; round < 24; round++)
        {
            // Those who left hold their places until their reads have ended, and one caller has places for 33.
            await Eventually.UntilAsync(
                () => limiters.Downloads.GetStatistics("all")!.CurrentAvailablePermits == downloads);
            using var leaving = new CancellationTokenSource();
            Task[] callers;
            await using (await LockAsync(database, "free_lesson_registrations"))
            {
                callers = [.. Enumerable.Range(0, 30).Select(_ => host.Client.GetAsync(List, leaving.Token))];
                await UntilAsync(database, "wait_event_type = 'Lock'", count => count == 30);
            }

            leaving.CancelAfter(random.Next(150));
            await Task.WhenAll(callers).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await UntilAsync(database, "state <> 'idle'", count => count == 0);
        Assert.DoesNotContain(host.Logs.All, record => record.Level >= LogLevel.Error);
    }

    [PrivatePostgreSqlFact]
    public async Task Snapshot_ThatIsOpenWhenItsCallerLearnsOfHavingLeft_IsClosed()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database);
        await host.Client.GetStringAsync(List);
        var reader = host.Services.GetRequiredService<DatabaseReader>();
        using var leaving = new CancellationTokenSource();
        var waits = new HeldContext();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SynchronizationContext? own = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(waits);
        Task opening = reader.OpenSnapshotAsync(
            "caller",
            async (_, _) =>
            {
                await asked.Task;
                waits.Hold();
                leaving.Cancel();
                return 0;
            },
            leaving.Token);
        SynchronizationContext.SetSynchronizationContext(own);
        asked.SetResult();

        await UntilAsync(database, "state = 'idle in transaction'", count => count == 1);
        waits.LetGo();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        await UntilAsync(database, "state <> 'idle'", count => count == 0);
    }

    [PrivatePostgreSqlFact]
    public async Task Failure_UnderGraphQLOfATableThatChanged_HasTheCatalogReadAtOnce()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database);
        await host.Logs.WaitForAsync(LogLevel.Information, "The database is ready");
        await PostgreSqlServer.ExecuteAsync(
            database, "ALTER TABLE free_lesson_registrations RENAME COLUMN username TO nickname");

        await host.Client.PostAsJsonAsync("/graphql", new { query = "{ userActivity { nodes { username } } }" });

        await host.Logs.WaitForAsync(LogLevel.Error, "has no column \"username\"");
    }

    [PrivatePostgreSqlFact]
    public async Task GraphQLOperation_WhoseTimeIsOver_HasTheCatalogReadAtOnce()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, ("LeadGraph:Limits:ExecutionTimeout", "00:00:02"));
        await host.Logs.WaitForAsync(LogLevel.Information, "The database is ready");
        await PostgreSqlServer.ExecuteAsync(
            database, "ALTER TABLE free_lesson_registrations RENAME COLUMN username TO nickname");

        await using (await LockAsync(database, "events"))
        {
            string answer = await AskAsync(host, "{ userActivity { nodes { userId totalEvents } } }");
            Assert.Contains("\"errors\"", answer);
        }

        await host.Logs.WaitForAsync(LogLevel.Error, "has no column \"username\"");
    }

    [PrivatePostgreSqlFact]
    public async Task Failure_OfAComputationThatManyWaitFor_IsLoggedOnceAndTracedByAll()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, ("LeadGraph:Cache:Seconds", "5"), ("LeadGraph:Limits:ConcurrentRequestsPerCaller", "100"));
        int waiting = 0;
        // Hosts of other tests run beside this one and publish the same instrument.
        IMeterFactory meters = host.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "leadgraph.cache.lookups" && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref waiting));
        listener.Start();
        Task<HttpResponseMessage>[] asked;
        await using (NpgsqlConnection owner = await LockAsync(database, "events"))
        {
            asked = [.. Enumerable.Range(0, 30).Select(_ => host.Client.GetAsync("/api/user-activity"))];
            await ChangingDatabase.UntilAsync(() => Volatile.Read(ref waiting) == 30);
            await using var rename = new NpgsqlCommand("ALTER TABLE events RENAME TO elsewhere; COMMIT", owner);
            await rename.ExecuteNonQueryAsync();
        }

        HttpResponseMessage[] answers = await Task.WhenAll(asked);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode));
        LogRecord logged = Assert.Single(
            host.Logs.All, record => record.Message.StartsWith("GET /api/user-activity failed", StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.Contains(answer.Headers.GetValues("X-Trace-Id").Single(), logged.Message));
    }

    [PrivatePostgreSqlFact]
    public async Task Server_ThatHangsForManyCallers_AnswersEachWhileItHangs()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, ("LeadGraph:Limits:ExecutionTimeout", "00:00:02"),
            ("LeadGraph:Limits:ConcurrentRequestsPerCaller", "100"));
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => AskAsync(host, "{ leadScoreSummary { users } }")));

        await using var other = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database) { Pooling = false, Timeout = 3 }.ConnectionString);
        await other.OpenAsync();

        using (faulty.Server.Pause())
        {
            Task<string[]> asked = Task.WhenAll(Enumerable.Range(0, 30).Select(i => AskAsync(
                host, i % 2 == 0 ? "{ leadScoreSummary { users } }" : "{ userActivity { nodes { userId } } }")));
            Task driver = CancelAsync(other, TimeSpan.FromSeconds(2));

            // The driver, alone, needs seconds more to cancel one command.
            Assert.Same(asked, await Task.WhenAny(asked, driver));
            string[] answers = await asked;
            Assert.All(answers, answer => Assert.Contains("\"errors\"", answer));
        }


        await UntilAsync(database, "state <> 'idle'", count => count == 0);
        Assert.Contains("\"users\":0", await AskAsync(host, "{ leadScoreSummary { users } }"));
    }

    private async Task<string> CreateAsync()
    {
        // Many connections at a time may take long to make on a busy machine.
        string database = $"{await faulty.Server.CreateDatabaseAsync()};Timeout=300";
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        NpgsqlConnection.ClearAllPools();
        return database;
    }

    private static async Task<string> AskAsync(ServiceHost host, string query)
    {
        using HttpResponseMessage answer = await host.Client.PostAsJsonAsync("/graphql", new { query });
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task CancelAsync(NpgsqlConnection connection, TimeSpan after)
    {
        using var cancellation = new CancellationTokenSource(after);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await Assert.ThrowsAnyAsync<Exception>(() => command.ExecuteScalarAsync(cancellation.Token));
    }

    private static async Task<NpgsqlConnection> LockAsync(string database, string table)
    {
        var connection = new NpgsqlConnection(WithoutPool(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table}", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task UntilAsync(string database, string condition, Predicate<long> isReached)
    {
        await using var connection = new NpgsqlConnection(WithoutPool(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity "
            + $"WHERE application_name = 'LeadGraph' AND datname = current_database() AND {condition}", connection);
        await Eventually.UntilAsync(async () => isReached((long)(await command.ExecuteScalarAsync())!));
    }

    private static string WithoutPool(string database)
        => new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString;

    // Runs what is posted at once, but for a while in which it waits.
    private sealed class HeldContext : SynchronizationContext
    {
        private readonly Lock _lock = new();
        private readonly List<Action> _held = [];
        private bool _holds;

        public override void Post(SendOrPostCallback callback, object? state)
        {
            lock (_lock)
            {
                if (_holds)
                {
                    _held.Add(() => callback(state));
                    return;
                }
            }

            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        public void Hold()
        {
            lock (_lock)
            {
                _holds = true;
            }
        }

        public void LetGo()
        {
            lock (_lock)
            {
                _holds = false;
                _held.ForEach(callback => ThreadPool.QueueUserWorkItem(_ => callback()));
            }
        }
    }
}
