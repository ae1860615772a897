using System.Diagnostics;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Hostile;

/// <summary>
/// Throws everything at the real service in a process of its own: it must answer each with a status that blames the
/// caller or with an honest answer, go on serving others, and hold no more memory than the bound below.
/// </summary>
public class HostileTests
{
    private const long MemoryBound = 400 * 1024 * 1024;
    private const int HalfOpenSockets = 3_000;

    [Fact]
    public async Task Service_UnderTheHostileRestCorpus_AnswersEachInKind()
    {
        await using ServiceProcess service = await StartAsync();
        var wrong = new List<string>();

        foreach (var (name, request, statuses) in HostileRest.All())
        {
            string answer = await RawConnection.ExchangeAsync(service.Address, request);
            int status = answer.Length > 12 && int.TryParse(answer.AsSpan(9, 3), out int number) ? number : 0;
            if (!statuses.Contains(status) || Leaks(answer))
            {
                wrong.Add($"{name}: {(status == 0 ? answer : status)}");
            }

            await AssertHonestAsync(service);
        }

        Assert.Empty(wrong);
        AssertBounded(service);
    }

    [Fact]
    public async Task Service_WithThousandsOfHalfOpenSockets_ServesTheOthers()
    {
        await using ServiceProcess service = await StartAsync();
        long before = service.ResidentBytes;
        var sockets = new List<RawConnection>();
        try
        {
            byte[][] halves =
            [
                [],
                "GET /api/user-activity HTTP/1.1\r\nHost: localhost\r\nX-"u8.ToArray(),
                "POST /api/user-activity HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"u8.ToArray()
            ];
            for (int i = 0; i < HalfOpenSockets; i++)
            {
                RawConnection socket = await RawConnection.OpenAsync(service.Address);
                sockets.Add(socket);
                await socket.SendAsync(halves[i % halves.Length]);
                if (i % 300 == 0)
                {
                    await AssertHonestAsync(service);
                }
            }

            await AssertHonestAsync(service);
            AssertBounded(service);
            Assert.True(service.ResidentBytes - before < HalfOpenSockets * 64 * 1024L,
                $"{(service.ResidentBytes - before) / HalfOpenSockets} bytes a socket");
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }

        await AssertHonestAsync(service);
    }

    [Fact]
    public async Task Service_WithASlowHeader_HangsUp()
    {
        await using ServiceProcess service = await StartAsync(("LeadGraph:Limits:HeaderTimeout", "00:00:02"));
        using RawConnection connection = await RawConnection.OpenAsync(service.Address);
        var time = Stopwatch.StartNew();

        await connection.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-A: "u8.ToArray());
        string answer = await connection.ReadAsync(TimeSpan.FromSeconds(20));

        Assert.StartsWith("HTTP/1.1 408", answer);
        Assert.InRange(time.Elapsed.TotalSeconds, 1.5, 10);
    }

    private static Task<ServiceProcess> StartAsync(params (string Key, string Value)[] settings)
        => ServiceProcess.StartAsync(
            [("ConnectionStrings:LeadGraph", GuardedHost.Database), ("Logging:LogLevel:Default", "Warning"),
                ("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information"), .. settings]);

    private static async Task AssertHonestAsync(ServiceProcess service)
    {
        Assert.True(service.IsRunning);
        string answer = await service.Client.GetStringAsync("/api/user-activity").WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Contains("\"user_id\":3", answer);
    }

    private static void AssertBounded(ServiceProcess service)
        => Assert.True(service.ResidentBytes < MemoryBound, $"{service.ResidentBytes >> 20} MiB");

    private static bool Leaks(string answer) => new[] { "   at ", "SELECT ", "Exception", "SQLite", "Npgsql", "Data Source" }
        .Any(trace => answer.Contains(trace, StringComparison.Ordinal));
}
