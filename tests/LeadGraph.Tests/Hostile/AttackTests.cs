using System.Net.Http.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace LeadGraph.Tests.Hostile;

/// <summary>
/// One caller exhausts its limits on a service in a separate process over the reference data, until another caller has
/// got some responses.
/// </summary>
public class AttackTests(ITestOutputHelper output)
{
    private const long MemoryBound = 500 * 1024 * 1024;

    private const int Responses = 16;

    [ReferenceTheory, OnSqliteInLongTests, OnPostgreSql]
    public async Task Service_UnderAliasesThatReadTheWholeTable_ServesOtherCallers(DatabaseProvider provider)
    {
        await using ServiceProcess service = await StartAsync(provider);
        string[] documents =
        [
            Aliases(480, i => $"a{i}: leadScoreSummary {{ users }} "),
            Aliases(200, i => $"a{i}: userActivity(search: \"{i}\") {{ totalCount }} "),
            Aliases(20, i => $"a{i}: userActivity(search: \"{i}\") {{ totalCount nodes {{ userId }} }} "),
            Aliases(20, i => $"a{i}: userActivity(where: {{ email: {{ contains: \"{i}\" }} }}) {{ totalCount }} "),
            Aliases(450, i => $"a{i}: userActivityById(userId: {i}) {{ totalEvents }} ")
        ];

        await AttackAsync(service, round => PostAsync(service, documents[round % documents.Length]));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Service_UnderLoadWithAnyAcceptHeader_ServesOtherCallers(DatabaseProvider provider)
    {
        await using ServiceProcess service = await StartAsync(provider);
        string[] accepts = ["application/json, text/event-stream;q=0", "text/event-stream", "*/*", ""];

        await AttackAsync(service, async round =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/user-activity?search=a{round % 1_000}");
            request.Headers.TryAddWithoutValidation("Accept", accepts[round % accepts.Length]);
            foreach (var (name, value) in round % 2 == 0 ? AuthenticatedHost.Upgrade : [])
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage response = await service.Client.SendAsync(request);
        });
    }

    [Fact]
    public async Task Service_UnderManyLargeSubscriptions_ServesOtherCallers()
    {
        string file = AuthenticatedHost.NewDatabase();
        // With a write-ahead log, writers do not block readers.
        await using var writer = new SqliteConnection($"Data Source={file};Pooling=False");
        await writer.OpenAsync();
        await ExecuteAsync(writer, "PRAGMA journal_mode = WAL");
        await using ServiceProcess service = await StartAsync(
            $"Data Source={file}", ("LeadGraph:Live:Interval", "00:00:00.5"), ("LeadGraph:Scoring:WindowDays", "365"));
        var sockets = new List<GraphQLSocket>();
        for (int i = 0; i < 40; i++)
        {
            GraphQLSocket socket = await GraphQLSocket.OpenAsync(service.Address);
            sockets.Add(socket);
            await socket.InitAsync();
            await socket.SendAsync(Subscribe(
                $"subscription {{ onLeadScoreChanged {Aliases(450, a => $"a{a}: userActivity {{ totalEvents }} ")} }}"));
        }

        await using (HonestCaller honest = await HonestCaller.StartAsync(service.Address))
        {
            for (int i = 0; i < 8; i++)
            {
                // New users change tiers.
                string rows = string.Join(", ", Enumerable.Range(0, 20).Select(user =>
                    $"({1_000 + (i * 20) + user}, '2025-09-01 10:00:00')"));
                await ExecuteAsync(
                    writer, $"INSERT INTO free_lesson_registrations (user_id, registered_at) VALUES {rows}");
                await honest.UntilServedAsync(Responses / 4);
            }

            await honest.AssertServedAsync();
        }

        sockets.ForEach(socket => socket.Dispose());
        AssertBounded(service);
    }

    [ReferenceTheory, OnSqlite]
    public async Task Service_WithUnreadLargeResponses_HoldsFewInMemory(DatabaseProvider provider)
    {
        await using ServiceProcess service = await StartAsync(provider);
        // Repeated values without a cost in the schema: about 7 MB per response.
        string document = "{ userActivity(first: 100) { nodes { "
            + string.Concat(Enumerable.Range(0, 1_900).Select(i => $"a{i:0000000000000000000}: lastActivity ")) + "} } }";
        var sockets = new List<GraphQLSocket>();
        await using (HonestCaller honest = await HonestCaller.StartAsync(service.Address))
        {
            for (int i = 0; i < 4; i++)
            {
                GraphQLSocket socket = await GraphQLSocket.OpenAsync(service.Address);
                sockets.Add(socket);
                await socket.InitAsync();
                for (int operation = 0; operation < 25; operation++)
                {
                    await socket.SendAsync(Subscribe(document, $"{operation}"));
                }
            }

            await honest.UntilServedAsync(Responses);
            await honest.AssertServedAsync();
        }

        sockets.ForEach(socket => socket.Dispose());
        AssertBounded(service);
    }

    private async Task AttackAsync(ServiceProcess service, Func<int, Task> askAsync)
    {
        await using HonestCaller honest = await HonestCaller.StartAsync(service.Address);
        int round = 0;
        Task enough = honest.UntilServedAsync(Responses);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            while (!enough.IsCompleted)
            {
                await askAsync(Interlocked.Increment(ref round));
            }
        }));
        await enough;
        output.WriteLine($"{honest}");
        await honest.AssertServedAsync();
        AssertBounded(service);
    }

    private static async Task<ServiceProcess> StartAsync(DatabaseProvider provider)
        => await StartAsync(await ReferenceData.DatabaseAsync(provider));

    private static Task<ServiceProcess> StartAsync(string database, params (string Key, string Value)[] settings)
        => ServiceProcess.StartAsync(
            [("ConnectionStrings:LeadGraph", database), ("Logging:LogLevel:Default", "Critical"),
                // Without the cache, each response is computed.
                ("LeadGraph:Cache:Seconds", "0"), ("LeadGraph:Scoring:WindowDays", "365"),
                // A busy machine may need longer than the service waits by itself.
                ("LeadGraph:Limits:ExecutionTimeout", "00:00:30"),
                ("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information"), .. settings]);

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task PostAsync(ServiceProcess service, string document)
    {
        using HttpResponseMessage response =
            await service.Client.PostAsync("/graphql", JsonContent.Create(new { query = document }));
    }

    private static string Aliases(int count, Func<int, string> field)
        => $"{{ {string.Concat(Enumerable.Range(0, count).Select(field))}}}";

    private static object Subscribe(string document, string id = "1")
        => new { id, type = "subscribe", payload = new { query = document } };

    private static void AssertBounded(ServiceProcess service)
        => Assert.True(service.PeakResidentBytes < MemoryBound, $"{service.PeakResidentBytes >> 20} MiB");
}
