using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace HotChocolate.AspNetCore.Tests.Subscriptions;

/// <summary>Messages over a WebSocket: frames, limits, bursts and readers that rest.</summary>
public class SocketMessageTests
{
    [Theory]
    [InlineData("""{"type":"subscribe","id":"1","payload":{"query":"{ hello }"}}""", 4401)]
    [InlineData("not json", 4400)]
    [InlineData("[]", 4400)]
    [InlineData("{}", 4400)]
    [InlineData("""{"type":1}""", 4400)]
    [InlineData("""{"type":"start"}""", 4400)]
    [InlineData("""{"type":"ping"} {}""", 4400)]
    [InlineData("""{"type":"ping","type":"connection_init"}""", 4400)]
    [InlineData("""{"type":"ping","id":"1","id":"1"}""", 4400)]
    [InlineData("""{"type":"connection_init","payload":{"key":"one"},"payload":{"key":"two"}}""", 4400)]
    public async Task Message_NotAllowedBeforeInit_ClosesTheConnection(string message, int code)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await server.ConnectAsync();

        await client.SendAsync(message);

        Assert.Equal(code, await client.ReceiveCloseAsync());
    }

    [Theory]
    [InlineData("""{"type":"connection_init"}""", 4429)]
    [InlineData("""{"type":"subscribe","payload":{"query":"{ hello }"}}""", 4400)]
    [InlineData("""{"type":"subscribe","id":1,"payload":{"query":"{ hello }"}}""", 4400)]
    [InlineData("""{"type":"subscribe","id":"","payload":{"query":"{ hello }"}}""", 4400)]
    [InlineData("""{"type":"subscribe","id":"1"}""", 4400)]
    [InlineData("""{"type":"subscribe","id":"1","payload":{}}""", 4400)]
    [InlineData("""{"type":"subscribe","id":"1","payload":"{ hello }"}""", 4400)]
    [InlineData("""{"type":"subscribe","id":"1","payload":{"query":"{ hello }","variables":1}}""", 4400)]
    public async Task Message_NotAllowedAfterInit_ClosesTheConnection(string message, int code)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();

        await client.SendAsync(message);

        Assert.Equal(code, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Message_InFrames_IsPutTogether()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();
        string text = new('x', 50_000);
        byte[] message = Encoding.UTF8.GetBytes($$$"""
            {
              "payload": {"variables": {"v": "{{{text}}}"}, "query": "query($v: String) { echo(text: $v) }"},
              "id": "1",
              "type": "subscribe"
            }
            """);

        for (int start = 0; start < message.Length; start += 1_000)
        {
            int count = Math.Min(1_000, message.Length - start);
            await client.Socket.SendAsync(
                message.AsMemory(start, count), WebSocketMessageType.Text, start + count == message.Length, default);
        }

        Assert.Equal(
            $$$$"""{"type":"next","id":"1","payload":{"data":{"echo":"{{{{text}}}}"}}}""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Message_OverLimit_ClosesTheConnection()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            limits: limits => limits.MaxSocketMessageSize = 10_000);
        await using SocketClient client = await server.ConnectAsync();

        await client.SendAsync($$"""{"type":"connection_init","payload":"{{new string('x', 20_000)}}"}""");

        Assert.Equal(1009, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Message_Binary_ClosesTheConnection()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await server.ConnectAsync();

        await client.Socket.SendAsync("{\"type\":\"ping\"}"u8.ToArray(), WebSocketMessageType.Binary, true, default);

        Assert.Equal(4400, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Burst_BeyondEveryBuffer_WaitsForAReaderThatRests()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();
        await client.SubscribeAsync("1", "subscription { ticks }");
        await Eventually.EqualAsync(1, () => server.Subscribers);

        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task publishing = server.PublishBurstAsync(held);
        await Task.WhenAny(held.Task, publishing);
        Assert.False(publishing.IsCompleted);

        foreach (string tick in GraphQLServer.Burst)
        {
            Assert.Equal(
                $$$$"""{"type":"next","id":"1","payload":{"data":{"ticks":"{{{{tick}}}}"}}}""",
                await client.ReceiveAsync());
        }

        await publishing;
        Assert.Equal(1, server.Subscribers);
    }

    [Fact]
    public async Task Burst_OfRequests_IsAnsweredWhole()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();

        for (int count = 0; count < 5_000; count++)
        {
            await client.SendAsync("""{"type":"ping"}""");
        }

        for (int count = 0; count < 5_000; count++)
        {
            Assert.Equal("""{"type":"pong"}""", await client.ReceiveAsync());
        }
    }

    [Fact]
    public async Task Client_NeverReads_IsCutOff()
    {
        int connections = 0;
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            limits: limits =>
            {
                limits.WriteTimeout = TimeSpan.FromSeconds(1);
                limits.CloseTimeout = TimeSpan.FromSeconds(1);
            },
            middleware: app => app.Use(async (context, next) =>
            {
                Interlocked.Increment(ref connections);
                await next(context);
                Interlocked.Decrement(ref connections);
            }));
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();
        await using SocketClient reader = await (await server.ConnectAsync()).InitializeAsync();
        await client.SubscribeAsync("1", "subscription { ticks }");
        await reader.SubscribeAsync("1", "subscription { ticks }");
        await Eventually.EqualAsync(2, () => server.Subscribers);

        string large = new('x', 10_000);
        string expected = $$$$"""{"type":"next","id":"1","payload":{"data":{"ticks":"{{{{large}}}}"}}}""";
        for (int tick = 0; tick < 4_000; tick++)
        {
            await server.PublishAsync(large);
            Assert.Equal(expected, await reader.ReceiveAsync());
        }

        await Eventually.EqualAsync(1, () => server.Subscribers);
        await Eventually.EqualAsync(1, () => Volatile.Read(ref connections));
        await Assert.ThrowsAsync<WebSocketException>(client.ReceiveCloseAsync);
    }

    [Fact]
    public async Task Subscribers_Many_EachGetEverythingInOrder()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        SocketClient[] clients = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            SocketClient client = await (await server.ConnectAsync()).InitializeAsync();
            await client.SubscribeAsync("1", "subscription { ticks }");
            return client;
        }));
        await Eventually.EqualAsync(200, () => server.Subscribers);

        Task receiving = Task.WhenAll(clients.Select(async client =>
        {
            for (int tick = 0; tick < 500; tick++)
            {
                Assert.Equal(
                    $$$$"""{"type":"next","id":"1","payload":{"data":{"ticks":"{{{{tick}}}}"}}}""",
                    await client.ReceiveAsync());
            }
        }));
        for (int tick = 0; tick < 500; tick++)
        {
            await server.PublishAsync($"{tick}");
        }

        await receiving;
        foreach (SocketClient client in clients)
        {
            await client.DisposeAsync();
        }

        await Eventually.EqualAsync(0, () => server.Subscribers);
    }
}
