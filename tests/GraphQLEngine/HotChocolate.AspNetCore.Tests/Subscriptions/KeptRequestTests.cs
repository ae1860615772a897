using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace HotChocolate.AspNetCore.Tests.Subscriptions;

/// <summary>
/// A subscription does not keep what was sent to open it. Not beside other tests, which take memory too.
/// </summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public class KeptRequestTests
{
    private const string Name = "Kept requests";
    private const string Document = "subscription { ticks }";

    private const int Subscriptions = 80;
    private const int Size = 500_000;

    // Pools and what ran last keep some of it for a while.
    private const long Bound = Subscriptions * (long)Size / 2;

    private static readonly string s_text = new('x', Size);

    public static TheoryData<string> Requests =>
    [
        JsonSerializer.Serialize(new { query = Document, variables = new { text = s_text } }),
        JsonSerializer.Serialize(new { query = Document, extensions = new { text = s_text } }),
        JsonSerializer.Serialize(new { query = $"{Document} #{s_text}" }),
        JsonSerializer.Serialize(new { query = Document, other = s_text }),
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task OverSocket_OpenSubscriptions_DoNotKeepTheirMessages(string request)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();

        long taken = await MeasureAsync(async i =>
        {
            await client.SendAsync($$"""{"type":"subscribe","id":"{{i}}","payload":{{request}}}""");
            await Eventually.EqualAsync(i, () => server.Subscribers);
        });

        Assert.True(taken < Bound, $"{taken} bytes");
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task WithEventStream_OpenSubscriptions_DoNotKeepTheirBodies(string request)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        var clients = new List<TcpClient>();

        long taken = await MeasureAsync(async i =>
        {
            var client = new TcpClient();
            clients.Add(client);
            await client.ConnectAsync(server.Address.Host, server.Address.Port);
            byte[] bytes = Encoding.UTF8.GetBytes(
                "POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
                    + $"Content-Length: {request.Length}\r\n\r\n{request}");
            await client.GetStream().WriteAsync(bytes.AsMemory(0, bytes.Length - 1));
            // The client keeps what it sent last.
            await client.GetStream().WriteAsync(bytes[^1..]);
            await Eventually.EqualAsync(i, () => server.Subscribers);
        });

        clients.ForEach(client => client.Dispose());
        Assert.True(taken < Bound, $"{taken} bytes");
    }

    [Fact]
    public async Task OverSocket_IdentifierThatIsVeryLong_ClosesTheConnection()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();

        await client.SubscribeAsync(new string('x', 1_024), "{ hello }");
        Assert.Contains("\"next\"", await client.ReceiveAsync());
        Assert.Contains("\"complete\"", await client.ReceiveAsync());
        await client.SubscribeAsync(new string('x', 1_025), "{ hello }");

        Assert.Equal(4400, await client.ReceiveCloseAsync());
    }

    /// <summary>What all but the first take together, in bytes.</summary>
    private static async Task<long> MeasureAsync(Func<int, Task> subscribe)
    {
        await subscribe(1);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 2; i <= Subscriptions; i++)
        {
            await subscribe(i);
        }

        return GC.GetTotalMemory(forceFullCollection: true) - before;
    }
}
