using System.Text.Json;
using LeadGraph.Limits;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace LeadGraph.Tests.Limits;

/// <summary>The limits of WebSockets and of the messages and operations over them.</summary>
public class SocketLimitTests
{
    [Fact]
    public async Task Sockets_OfAuthenticatedCallers_LeaveTheAddressToOthers()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:StreamsPerCaller", "2"));
        using GraphQLSocket first = await AuthenticateAsync(host, AuthenticatedHost.FullKey);
        using GraphQLSocket second = await AuthenticateAsync(host, AuthenticatedHost.FullKey);

        using GraphQLSocket other = await AuthenticateAsync(host, AuthenticatedHost.LesserKey);
        using GraphQLSocket third = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        string rejected = await third.InitAsync(AuthenticatedHost.FullKey);

        Assert.Equal("closed 4403 The caller holds too many connections open.", rejected);
        var limiters = host.Services.GetRequiredService<CallerLimiters>();
        await Eventually.UntilAsync(() => Available("address 127.0.0.1") == 2);
        Assert.Equal((0, 1), (Available("caller dashboard"), Available("caller counter")));
        first.Dispose();
        second.Dispose();
        other.Dispose();
        await Eventually.UntilAsync(() => (Available("caller dashboard"), Available("caller counter")) == (2, 2));
        Assert.Equal(2, Available("address 127.0.0.1"));

        long? Available(string caller) => limiters.Streams.GetStatistics(caller)?.CurrentAvailablePermits;
    }

    [Fact]
    public async Task SocketMessage_LongerThanRequestBytes_ClosesTheSocket()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(("LeadGraph:Limits:RequestBytes", "1024"));
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync(AuthenticatedHost.FullKey);

        await socket.SendAsync(new { type = "ping", payload = new { text = new string('x', 2_000) } });

        Assert.StartsWith("closed 1009 ", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task Socket_WithoutConnectionInitInTime_IsClosed()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:SocketInitTimeout", "00:00:01"));
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);

        Assert.StartsWith("closed 4408 ", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task Operations_BeyondTheLimitPerSocket_GetAnError()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:OperationsPerSocket", "2"));
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync(AuthenticatedHost.FullKey);
        object subscribe(int id) => new
        {
            id = $"{id}",
            type = "subscribe",
            payload = new { query = "subscription { onLeadScoreChanged { userId } }" }
        };

        for (int subscription = 0; subscription < 3; subscription++)
        {
            await socket.SendAsync(subscribe(subscription));
        }

        string rejected = await socket.ReceiveAsync();
        Assert.Contains("A connection may have at most 2 operations at a time.", rejected);
        // The operations start concurrently, so any of the three may be the one that is rejected.
        string running = JsonElement.Parse(rejected).GetProperty("id").GetString() == "0" ? "1" : "0";
        await socket.SendAsync(new { id = running, type = "complete" });
        // The lease is released when the subscription has ended, a moment later.
        int id = 4;
        await Eventually.UntilAsync(async () =>
        {
            await socket.SendAsync(
                new { id = $"{id++}", type = "subscribe", payload = new { query = "{ __typename }" } });
            return (await socket.ReceiveAsync()).Contains("\"data\"");
        });
    }

    private static async Task<GraphQLSocket> AuthenticateAsync(ServiceHost host, string key)
    {
        GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        Assert.Equal("{\"type\":\"connection_ack\"}", await socket.InitAsync(key));
        return socket;
    }
}
