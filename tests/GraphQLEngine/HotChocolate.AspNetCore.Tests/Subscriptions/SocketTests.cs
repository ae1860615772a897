using System.Net.WebSockets;

namespace HotChocolate.AspNetCore.Tests.Subscriptions;

/// <summary>The protocol graphql-transport-ws: connecting, operations, and what ends them.</summary>
public class SocketTests
{
    [Fact]
    public async Task Connect_NamesTheSubprotocol()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        await using SocketClient client = await server.ConnectAsync();

        Assert.Equal("graphql-transport-ws", client.Socket.SubProtocol);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("graphql-ws")]
    public async Task Connect_OtherSubprotocol_IsClosed(string? subprotocol)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await server.ConnectAsync(subprotocol);

        Assert.Equal(4406, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Query_IsAnsweredAndCompleted()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();

        await client.SubscribeAsync("1", "{ hello }");

        Assert.Equal("""{"type":"next","id":"1","payload":{"data":{"hello":"wörld"}}}""", await client.ReceiveAsync());
        Assert.Equal("""{"type":"complete","id":"1"}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Subscription_IsStreamedAndCompleted()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();

        await client.SubscribeAsync("ä\"", "subscription { count }");

        for (int count = 1; count <= 3; count++)
        {
            Assert.Equal(
                $$$$"""{"type":"next","id":"ä\"","payload":{"data":{"count":{{{{count}}}}}}}""",
                await client.ReceiveAsync());
        }

        Assert.Equal("""{"type":"complete","id":"ä\""}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Operation_Refused_IsAnError()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();

        await client.SubscribeAsync("1", "{ nope }");
        Assert.StartsWith("""{"type":"error","id":"1","payload":[{"message":""", await client.ReceiveAsync());

        await client.SubscribeAsync("1", "{ hello }");
        Assert.StartsWith("""{"type":"next","id":"1",""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Subscription_WhoseSourceFails_EndsWithError()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();

        await client.SubscribeAsync("1", "subscription { broken }");

        Assert.Equal("""{"type":"next","id":"1","payload":{"data":{"broken":1}}}""", await client.ReceiveAsync());
        string? error = await client.ReceiveAsync();
        Assert.StartsWith("""{"type":"error","id":"1","payload":[{"message":""", error);
        Assert.DoesNotContain("secret", error);
    }

    [Fact]
    public async Task Subscriptions_OnOneSocket_AreIndependent()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();
        await client.SubscribeAsync("1", "subscription { ticks }");
        await client.SubscribeAsync("2", "subscription { ticks }");
        await Eventually.EqualAsync(2, () => server.Subscribers);

        await client.SendAsync("""{"type":"complete","id":"1"}""");
        await Eventually.EqualAsync(1, () => server.Subscribers);
        await server.PublishAsync("7");

        Assert.Equal("""{"type":"next","id":"2","payload":{"data":{"ticks":"7"}}}""", await client.ReceiveAsync());
        await client.SubscribeAsync("1", "subscription { ticks }");
        await Eventually.EqualAsync(2, () => server.Subscribers);
    }

    [Fact]
    public async Task Ping_IsAnswered()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await server.ConnectAsync();

        await client.SendAsync("""{"type":"ping","payload":{"a":1}}""");
        await client.SendAsync("""{"type":"pong"}""");

        Assert.Equal("""{"type":"pong"}""", await client.ReceiveAsync());
        await client.InitializeAsync();
    }

    [Fact]
    public async Task Subscribe_IdInUse_ClosesTheConnectionAndEndsAll()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();
        await client.SubscribeAsync("1", "subscription { ticks }");

        await client.SubscribeAsync("1", "subscription { ticks }");

        Assert.Equal(4409, await client.ReceiveCloseAsync());
        Assert.Equal("Subscriber for 1 already exists", client.Socket.CloseStatusDescription);
        await client.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default);
        await Eventually.EqualAsync(0, () => server.Subscribers);
    }

    [Fact]
    public async Task Subscribe_OverLimit_IsAnError()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            limits: limits => limits.MaxSocketOperations = 1);
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();
        await client.SubscribeAsync("1", "subscription { ticks }");

        await client.SubscribeAsync("2", "subscription { ticks }");

        Assert.StartsWith("""{"type":"error","id":"2",""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Init_TooLate_ClosesTheConnection()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            new GraphQLServerOptions
            {
                Sockets = { ConnectionInitializationTimeout = TimeSpan.FromMilliseconds(50) },
            });
        await using SocketClient client = await server.ConnectAsync();

        Assert.Equal(4408, await client.ReceiveCloseAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_Goes_LeavesNothingBehind(bool politely)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();
        await client.SubscribeAsync("1", "subscription { ticks }");
        await client.SubscribeAsync("2", "subscription { ticks }");
        await Eventually.EqualAsync(2, () => server.Subscribers);

        if (politely)
        {
            await client.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default);
            Assert.Equal(WebSocketCloseStatus.NormalClosure, client.Socket.CloseStatus);
        }
        else
        {
            client.Socket.Abort();
        }

        await Eventually.EqualAsync(0, () => server.Subscribers);
    }

    [Fact]
    public async Task Server_Stops_ClosesConnections()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();
        await client.SubscribeAsync("1", "subscription { ticks }");
        await Eventually.EqualAsync(1, () => server.Subscribers);

        Task stopping = server.StopAsync();

        Assert.Equal(1012, await client.ReceiveCloseAsync());
        await client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", default);
        await stopping.WaitAsync(Eventually.Limit);
        Assert.Equal(0, server.Subscribers);
    }
}
