using System.Net;
using LeadGraph.Access;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Hostile;

/// <summary>
/// Clients that make the service hold as much as they can over WebSockets. It stays within 512 MB and serves others.
/// </summary>
public class SocketMemoryTests
{
    // The most WebSockets of one caller.
    private const int SocketsPerAddress = 256;

    // 512 MB in hexadecimal.
    private static readonly (string, string) HeapLimit = ("DOTNET_GCHeapHardLimit", "20000000");

    // Just below the longest message.
    private static readonly byte[] Unfinished = [.. Enumerable.Repeat((byte)' ', 1_048_570)];

    [Fact]
    public async Task Service_UnderUnfinishedMessagesWithoutACredential_StaysWithinItsHeap()
    {
        await using ServiceProcess service = await StartAsync(
            ("LeadGraph:Auth:Mode", "ApiKey"),
            ("LeadGraph:Auth:ApiKeys:dashboard:Hash", ApiKey.HashOf(AuthenticatedHost.FullKey)),
            ("LeadGraph:Auth:ApiKeys:dashboard:Scopes", "read"));
        var sockets = new List<RawSocket>();

        string[] closed = await FromManyAddressesAsync(2, async address =>
        {
            RawSocket socket = await OpenAsync(service, address, sockets);
            await socket.TrySendUnfinishedAsync(Unfinished);
            return await socket.ReceiveAsync();
        });

        await AssertServesAsync(service);
        Assert.All(closed, message => Assert.StartsWith("closed 1009 A message may have at most 16384 bytes", message));
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Service_UnderUnfinishedMessagesOfItsCallers_StaysWithinItsHeap()
    {
        await using ServiceProcess service = await StartAsync();
        var sockets = new List<RawSocket>();

        // A message that fits is not answered, so only some of the clients are told something.
        await FromManyAddressesAsync(4, async address =>
        {
            RawSocket socket = await OpenAsync(service, address, sockets);
            await socket.SendAsync("""{"type":"connection_init"}""");
            Assert.Equal("""{"type":"connection_ack"}""", await socket.ReceiveAsync());
            return $"{await socket.TrySendUnfinishedAsync(Unfinished)}";
        });

        await AssertServesAsync(service);
        sockets.ForEach(socket => socket.Dispose());
        // The server notices a moment later that the connections are closed.
        string document = $"{{ leadScoreSummary {{ users }} }} #{new string(' ', 500_000)}";
        await Eventually.UntilAsync(async () =>
        {
            using GraphQLSocket later = await GraphQLSocket.OpenAsync(service.Address);
            await later.InitAsync();
            await later.SendAsync(new { id = "1", type = "subscribe", payload = new { query = document } });
            return (await later.ReceiveAsync()).Contains("\"data\"");
        });
    }

    private static Task<ServiceProcess> StartAsync(params (string Key, string Value)[] settings)
        => ServiceProcess.StartAsync(
        [
            HeapLimit,
            ("ConnectionStrings:LeadGraph", AuthenticatedHost.Database),
            ("LeadGraph:Limits:SocketInitTimeout", "00:05:00"),
            ("LeadGraph:Limits:ExecutionTimeout", "01:00:00"),
            ("Logging:LogLevel:Default", "Warning"),
            ("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information"),
            .. settings
        ]);

    private static async Task<string[]> FromManyAddressesAsync(int addresses, Func<IPAddress, Task<string>> attack)
        => await Task.WhenAll(Enumerable.Range(0, addresses * SocketsPerAddress).Select(
            i => Task.Run(() => attack(IPAddress.Parse($"127.0.0.{2 + (i % addresses)}")))));

    private static async Task<RawSocket> OpenAsync(
        ServiceProcess service, IPAddress address, List<RawSocket> sockets)
    {
        RawSocket socket = await RawSocket.OpenAsync(service.Address, address);
        lock (sockets)
        {
            sockets.Add(socket);
        }

        return socket;
    }

    private static async Task AssertServesAsync(ServiceProcess service)
    {
        Assert.True(service.IsRunning);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/user-activity");
        request.Headers.Add("X-Api-Key", AuthenticatedHost.FullKey);
        using HttpResponseMessage response = await service.Client.SendAsync(request);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}\n{service.Log}");
    }
}
