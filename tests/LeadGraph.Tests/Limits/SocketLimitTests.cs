using System.Text.Json;
using System.Threading.RateLimiting;
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
        using GraphQLSocket first = await GraphQLSocket.AuthenticateAsync(host, AuthenticatedHost.FullKey);
        using GraphQLSocket second = await GraphQLSocket.AuthenticateAsync(host, AuthenticatedHost.FullKey);

        using GraphQLSocket other = await GraphQLSocket.AuthenticateAsync(host, AuthenticatedHost.LesserKey);
        using GraphQLSocket third = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        string rejected = await third.InitAsync(AuthenticatedHost.FullKey);

        Assert.Equal($"closed {Engine.RefusedInit} The caller holds too many connections open.", rejected);
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
    public async Task SocketMessage_LongerThanACredentialBeforeConnectionInit_ClosesTheSocket()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        using GraphQLSocket padded = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await padded.SendAsync(new
        {
            type = "connection_init",
            payload = new { apiKey = AuthenticatedHost.FullKey, padding = new string('x', 15_000) }
        });
        using GraphQLSocket unfinished = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await unfinished.SendAsync(new string(' ', 16_385), isComplete: false);

        Assert.Contains("connection_ack", await padded.ReceiveAsync());
        Assert.Equal(
            "closed 1009 A message may have at most 16384 bytes here.", await unfinished.ReceiveAsync());
        await host.UntilMemoryIsReleasedAsync();
    }

    [Fact]
    public async Task UnfinishedMessages_BeyondTheMemoryLimitOfACaller_CloseTheSocketWhileOthersAreServed()
    {
        // Messages may hold half of it, and each byte of them counts as two.
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:ReadBytesPerCaller", "1048576"));
        using GraphQLSocket first = await GraphQLSocket.AuthenticateAsync(host, AuthenticatedHost.FullKey);
        using GraphQLSocket second = await GraphQLSocket.AuthenticateAsync(host, AuthenticatedHost.FullKey);
        using GraphQLSocket other = await GraphQLSocket.AuthenticateAsync(host, AuthenticatedHost.LesserKey);
        string query = """{"id":"1","type":"subscribe","payload":{"query":"{ __typename } #"""
            + new string(' ', 200_000) + "\"}}";

        await first.SendAsync(query[..^2], isComplete: false);
        var budget = host.Services.GetRequiredService<MemoryBudget>();
        await Eventually.UntilAsync(() => budget.Reserved > 2 * 190_000);
        await second.SendAsync(query[..^2], isComplete: false);
        string refused = await second.ReceiveAsync();
        await other.SendAsync(query);
        string served = await other.ReceiveAsync();
        await first.SendAsync(query[^2..]);
        string completed = await first.ReceiveAsync();

        Assert.Equal(
            "closed 1013 The caller's messages and subscriptions may hold 524288 bytes at a time; ask for less at a "
            + "time, or try again in 1 s.",
            refused);
        Assert.Contains("\"data\"", served);
        Assert.Contains("\"data\"", completed);
        await host.UntilMemoryIsReleasedAsync();
    }

    [Fact]
    public async Task Messages_OfWaitingOperations_CountUntilTheOperationsEnd()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        using GraphQLSocket socket = await GraphQLSocket.AuthenticateAsync(host, AuthenticatedHost.FullKey);
        var budget = host.Services.GetRequiredService<MemoryBudget>();
        RateLimitLease all = host.Services.GetRequiredService<CallerLimiters>().Operations.AttemptAcquire(
            "caller dashboard", new LimitOptions().ConcurrentRequestsPerCaller);
        for (int id = 0; id < 10; id++)
        {
            await socket.SendAsync(new
            {
                id = $"{id}",
                type = "subscribe",
                payload = new { query = $"{{ __typename }} #{new string(' ', 100_000)}" }
            });
        }

        await Eventually.UntilAsync(() => budget.Reserved is > 10 * 2 * 90_000 and < 10 * 2 * 110_000);
        await socket.SendAsync(new { type = "ping" });
        Assert.Contains("pong", await socket.ReceiveAsync());
        Assert.InRange(budget.Reserved, 10 * 2 * 90_000, 10 * 2 * 110_000);
        all.Dispose();
        for (int message = 0; message < 20; message++)
        {
            Assert.DoesNotContain("\"error\"", await socket.ReceiveAsync());
        }

        await host.UntilMemoryIsReleasedAsync();
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
}
