using System.Net;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace LeadGraph.Tests.Hostile;

/// <summary>
/// Clients that open as many large subscriptions as they may, from several addresses. The service stays within 512 MB,
/// answers each of them, and serves others.
/// </summary>
public class SubscriptionMemoryTests(ITestOutputHelper output)
{
    // The most WebSockets, and event streams, of one caller.
    private const int StreamsPerAddress = 256;

    // More at a time would be refused before they are subscriptions: the memory for messages would not suffice.
    private const int AtATime = 3;

    private static readonly int Addresses = TestRun.IsLong ? 4 : 2;

    // 512 MB in hexadecimal. What the process holds in RAM is more: code, and garbage, which depends on the speed of the
    // machine. A heap that is full of what is kept would fail requests.
    private static readonly (string, string) HeapLimit = ("DOTNET_GCHeapHardLimit", "20000000");

    /// <summary>All kinds together, and in the long form also each alone.</summary>
    public static TheoryData<string, bool> Attacks
    {
        get
        {
            var attacks = new TheoryData<string, bool> { { "all", true }, { "all", false } };
            foreach (string kind in TestRun.IsLong ? HostileSubscriptions.Requests.Keys : [])
            {
                attacks.Add(kind, true);
                attacks.Add(kind, false);
            }

            return attacks;
        }
    }

    // The packages do not tell how much a subscription keeps.
    [EngineTheory, MemberData(nameof(Attacks))]
    public async Task Service_UnderManyLargeSubscriptions_StaysWithinItsHeap(string kind, bool isOverSocket)
    {
        string file = AuthenticatedHost.NewDatabase();
        await using var writer = new SqliteConnection($"Data Source={file};Pooling=False");
        await writer.OpenAsync();
        // With a write-ahead log, writers do not block readers.
        await ExecuteAsync(writer, "PRAGMA journal_mode = WAL");
        await using ServiceProcess service = await ServiceProcess.StartAsync(
            HeapLimit,
            ("ConnectionStrings:LeadGraph", $"Data Source={file}"),
            ("LeadGraph:Live:Interval", "00:00:00.5"),
            // A busy machine may need longer than the service waits by itself.
            ("LeadGraph:Limits:ExecutionTimeout", "00:00:30"),
            ("Logging:LogLevel:Default", "Critical"),
            ("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information"));
        string[] kinds = kind == "all" ? [.. HostileSubscriptions.Requests.Keys] : [kind];
        await using HonestCaller honest = await HonestCaller.StartAsync(service.Address);

        Subscriber[] subscribers = await FromManyAddressesAsync(i => Subscriber.StartAsync(
            service.Address,
            IPAddress.Parse($"127.0.0.{3 + (i % Addresses)}"),
            kinds[i / Addresses % kinds.Length],
            i,
            isOverSocket));
        Task<string[]> answers = Task.WhenAll(subscribers.Select(subscriber => subscriber.AnswerAsync()));
        for (int user = 1_000; !answers.IsCompleted; user++)
        {
            // A new user is a change of tier. Later subscribers get the next one.
            await ExecuteAsync(
                writer,
                $"INSERT INTO free_lesson_registrations (user_id, registered_at) VALUES ({user}, '2025-09-01 10:00:00')");
            await Task.WhenAny(answers, Task.Delay(1_000));
        }

        await honest.UntilServedAsync(8);
        foreach (IGrouping<string, string> same in (await answers).GroupBy(answer => answer).OrderBy(same => same.Key))
        {
            output.WriteLine($"{same.Count()} {same.Key}");
        }

        output.WriteLine($"{honest}; {service.PeakResidentBytes >> 20} MiB");
        await honest.AssertServedAsync();
        Assert.True(service.IsRunning);
        // On a busy machine some of a thousand clients answer the server's pings too late, and are cut off.
        string ends = isOverSocket ? " (accepted|refused|cut)$" : " (accepted|refused)$";
        Assert.All(await answers, answer => Assert.Matches(ends, answer));
        Array.ForEach(subscribers, subscriber => subscriber.Dispose());
    }

    private static async Task<Subscriber[]> FromManyAddressesAsync(Func<int, Task<Subscriber>> subscribe)
    {
        var subscribers = new Subscriber[Addresses * StreamsPerAddress];
        await Parallel.ForAsync(
            0,
            subscribers.Length,
            new ParallelOptions { MaxDegreeOfParallelism = AtATime * Addresses },
            async (i, _) => subscribers[i] = await subscribe(i));
        return subscribers;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
