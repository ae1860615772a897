using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Maintained;

/// <summary>Callers who read without a pause, while all that may happen to ticks and to the database happens.</summary>
public class ReadsDuringTicksTests
{
    private static readonly (string, string)[] Settings =
    [
        ("LeadGraph:Activity:Mode", "Maintained"),
        ("LeadGraph:Activity:RefreshInterval", "00:00:00.2"),
        ("LeadGraph:Activity:RebuildInterval", "00:00:01"),
        ("LeadGraph:Cache:Seconds", "1"),
        // A busy machine may need longer than the service waits by itself.
        ("LeadGraph:Limits:ExecutionTimeout", "00:01:00"),
        ("LeadGraph:Limits:RequestsPerSecond", "100000"),
        ("LeadGraph:Limits:BurstRequests", "100000")
    ];

    [PrivatePostgreSqlFact]
    public async Task Reads_WhileTicksRebuildsAKilledInstanceAndAStoppedDatabaseHappen_AreAllAnswered()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        string database = await server.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            {MaintainedInstallation.InstallScript}
            INSERT INTO free_lesson_registrations (user_id) SELECT n FROM generate_series(1, 200) n;
            """);
        (string, string)[] settings = [.. Settings, ("ConnectionStrings:LeadGraph", database)];
        ServiceProcess doomed = await ServiceProcess.StartAsync(settings);
        await using ServiceProcess service = await ServiceProcess.StartAsync(settings);
        await Eventually.UntilAsync(async () => (await service.Client.GetAsync("/health/ready")).IsSuccessStatusCode);

        using var end = new CancellationTokenSource();
        var reader = new Reader(service.Client, end.Token);
        Task[] readers = [reader.ReadRestAsync(), reader.ReadRestAsync(), reader.ReadGraphQLAsync()];

        // Ticks and, every second, a rebuild, by two instances; one is killed without notice at its work.
        for (int i = 0; i < 10; i++)
        {
            await PostgreSqlServer.ExecuteAsync(
                database, "INSERT INTO events (user_id, created_at) SELECT n, now() FROM generate_series(1, 200) n");
            int before = reader.Answers;
            await Eventually.UntilAsync(() => reader.Answers >= before + 20);
        }

        await doomed.DisposeAsync();
        DateTimeOffset killed = DateTimeOffset.UtcNow;
        await Eventually.UntilAsync(() => reader.LastModified > killed);
        Assert.Equal(0, reader.Stale);

        server.Stop();
        DateTimeOffset stopped = DateTimeOffset.UtcNow;
        NpgsqlConnection.ClearAllPools();
        // Past several ticks and rebuilds that would have been.
        await Eventually.UntilAsync(() => reader.Stale >= 60);
        Assert.True(reader.LastModified <= stopped, "Nothing can be newer than the database's end.");

        server.Start();
        DateTimeOffset started = DateTimeOffset.UtcNow;
        await Eventually.UntilAsync(() => reader.LastModified > started);
        await end.CancelAsync();
        await Task.WhenAll(readers);
        server.Stop();

        Assert.Empty(reader.Wrong);
        Assert.True(reader.Answers > 100, $"{reader.Answers} answers");
    }

    /// <summary>Asks again and again, and notes whatever is not as it must be.</summary>
    private sealed class Reader(HttpClient client, CancellationToken end)
    {
        private const string Query = "{ userActivity(first: 5) { nodes { userId totalEvents } } }";

        private int _answers;
        private int _stale;
        private long _lastModified;

        public ConcurrentQueue<string> Wrong { get; } = [];

        public int Answers => Volatile.Read(ref _answers);

        public int Stale => Volatile.Read(ref _stale);

        public DateTimeOffset LastModified => new(Interlocked.Read(ref _lastModified), TimeSpan.Zero);

        public Task ReadRestAsync() => ReadAsync(() => client.GetAsync("/api/user-activity"));

        public Task ReadGraphQLAsync() => ReadAsync(() => client.PostAsJsonAsync("/graphql", new { query = Query }));

        private async Task ReadAsync(Func<Task<HttpResponseMessage>> ask)
        {
            while (!end.IsCancellationRequested)
            {
                var watch = Stopwatch.StartNew();
                using HttpResponseMessage answer = await ask();
                TimeSpan took = watch.Elapsed;
                string body = await answer.Content.ReadAsStringAsync();
                Interlocked.Increment(ref _answers);
                bool isStale = answer.Headers.Contains("Cache-Status");
                Interlocked.Add(ref _stale, isStale ? 1 : 0);
                if (!answer.IsSuccessStatusCode || body.Contains("errors", StringComparison.Ordinal))
                {
                    Wrong.Enqueue($"{(int)answer.StatusCode} {body}");
                }

                // What is older than one from memory may be says so. It was no older when it was asked for.
                if (answer.Headers.Age > TimeSpan.FromSeconds(1) + took && !isStale)
                {
                    Wrong.Enqueue($"Age {answer.Headers.Age}");
                }

                if (answer.Content.Headers.LastModified is { } asOf)
                {
                    if (asOf > DateTimeOffset.UtcNow)
                    {
                        Wrong.Enqueue(string.Create(CultureInfo.InvariantCulture, $"as of {asOf}, which is to come"));
                    }

                    Interlocked.Exchange(ref _lastModified, asOf.UtcTicks);
                }

                await Task.Delay(20, CancellationToken.None);
            }
        }
    }
}
