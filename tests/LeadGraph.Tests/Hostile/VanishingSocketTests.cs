using System.Net.Sockets;
using System.Text;
using System.Threading.RateLimiting;
using LeadGraph.GraphQL;
using LeadGraph.Limits;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Hostile;

/// <summary>Clients that repeatedly open a WebSocket, send some messages and reset the connection.</summary>
public class VanishingSocketTests
{
    private const int Clients = 100;
    private const int Pings = 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sockets_ResetByTheirClients_LogNothingAndHoldNoLease(bool withKey)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(("LeadGraph:Limits:StreamsPerCaller", "1000"));
        string[] messages = withKey
            ?
            [
                $$$"""{"type":"connection_init","payload":{"apiKey":"{{{AuthenticatedHost.FullKey}}}"}}""",
                """{"type":"subscribe","id":"1","payload":{"query":"{ leadScoreSummary { users } }"}}""",
                """{"type":"subscribe","id":"2","payload":{"query":"subscription { onLeadScoreChanged { userId } }"}}"""
            ]
            : [];

        await Parallel.ForAsync(
            0, Clients, async (_, _) => await VanishAsync(host.Client.BaseAddress!, messages));

        var limiters = host.Services.GetRequiredService<CallerLimiters>();
        await UntilFreeAsync(limiters.Streams, "address 127.0.0.1", 1_000);
        await UntilFreeAsync(limiters.Streams, "caller dashboard", 1_000);
        await UntilFreeAsync(limiters.Operations, "caller dashboard", new LimitOptions().ConcurrentRequestsPerCaller);
        await UntilFreeAsync(limiters.Subscriptions, "caller dashboard", new LimitOptions().SubscriptionsPerCaller);
        Assert.Equal([], host.Logs.All.Where(record => record.Level >= LogLevel.Error || record.Exception is not null));
    }

    // An unused partition has no statistics; all its permits are available.
    private static Task UntilFreeAsync(PartitionedRateLimiter<string> limiter, string caller, int permits)
        => Eventually.UntilAsync(
            () => (limiter.GetStatistics(caller)?.CurrentAvailablePermits ?? permits) == permits);

    private static async Task VanishAsync(Uri service, string[] messages)
    {
        using var client = new TcpClient { LingerState = new LingerOption(true, 0), NoDelay = true };
        await client.ConnectAsync(service.Host, service.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {GraphQLSetup.Path} HTTP/1.1\r\nHost: {service.Authority}\r\n"
            + $"{string.Concat(AuthenticatedHost.Upgrade.Select(header => $"{header.Name}: {header.Value}\r\n"))}"
            + "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"));
        byte[] buffer = new byte[4_096];
        Assert.NotEqual(0, await stream.ReadAsync(buffer));
        foreach (string message in messages.Concat(Enumerable.Repeat("""{"type":"ping"}""", Pings)))
        {
            await stream.WriteAsync(Frame(message));
        }
    }

    // Client frames must be masked; the mask is zero.
    private static byte[] Frame(string text)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        Assert.InRange(payload.Length, 1, 125);
        return [0x81, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload];
    }
}
