using System.Text;
using LeadGraph.Limits;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hostile;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace LeadGraph.Tests.Limits;

/// <summary>The memory of request lines and headers counts from their first bytes until the response ends.</summary>
public class RequestHeadTests
{
    private const int Limit = 1_048_576;

    private static readonly string Headers =
        string.Concat(Enumerable.Range(0, 20).Select(i => $"X-A{i}: {new string('a', 1_000)}\r\n"));

    [Fact]
    public async Task HeadersThatAreNotComplete_CountUntilTheResponse()
    {
        await using ServiceHost host = await StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(host.Client.BaseAddress!);

        for (int request = 0; request < 2; request++)
        {
            await connection.SendAsync(Bytes($"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n{Headers}"));
            // Four bytes for each beyond the first 4 KiB, and at most twice that, because it is held in steps.
            await Eventually.UntilAsync(() => HeldBy(host) >= 4 * (Headers.Length - 4_096));
            Assert.InRange(HeldBy(host), 4 * (Headers.Length - 4_096), 8 * (Headers.Length - 4_096));
            await connection.SendAsync("\r\n"u8.ToArray());
            Assert.StartsWith("HTTP/1.1 200 OK", await connection.ReadAsync(Eventually.Limit));
            await UntilReleasedAsync(host);
        }
    }

    [Fact]
    public async Task HeadersOfAnOpenWebSocket_CountUntilItsEnd()
    {
        await using ServiceHost host = await StartAsync();
        var address = new Uri(host.Client.BaseAddress!, $"?{new string('q', 8_000)}");

        using (GraphQLSocket socket = await GraphQLSocket.OpenAsync(address))
        {
            Assert.Equal("{\"type\":\"connection_ack\"}", await socket.InitAsync());
            Assert.InRange(HeldBy(host), 4 * (8_000 - 4_096), 8 * 8_000);
        }

        await UntilReleasedAsync(host);
    }

    [Fact]
    public async Task HeadersBeyondTheMemoryLimit_CloseTheirConnectionWhileOthersAreServed()
    {
        await using ServiceHost host = await StartAsync();
        var connections = new List<RawConnection>();
        var closed = new List<Task<string>>();
        for (int i = 0; i < 20; i++)
        {
            RawConnection connection = await RawConnection.OpenAsync(host.Client.BaseAddress!);
            connections.Add(connection);
            await connection.SendAsync(Bytes($"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n{Headers}"));
            closed.Add(connection.ReadAsync(Eventually.Limit));
        }

        Assert.Equal("", await await Task.WhenAny(closed));
        Assert.Contains("\"userActivity\"", await host.Client.GetStringAsync(
            "/graphql?query={userActivity{totalCount}}"));
        connections.ForEach(connection => connection.Dispose());
        await UntilReleasedAsync(host);
    }

    [Theory]
    [InlineData("HeadBytesPerAddress", "429", "TOO_MANY_REQUESTS")]
    [InlineData("HeadBytes", "503", "BUSY")]
    public async Task HeadersBeyondTheMemoryLimit_ThatArriveAtOnce_GetAnError(
        string setting, string status, string code)
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync(($"LeadGraph:Limits:{setting}", $"{Limit}"));
        using var others = new HeadMemory(host.Services.GetRequiredService<CallerLimiters>(), "127.0.0.1");
        others.Hold((Limit / 4) - 10_000);

        string response = await RawConnection.ExchangeAsync(
            host.Client.BaseAddress!, Bytes($"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\n{Headers}\r\n"));

        Assert.StartsWith($"HTTP/1.1 {status} ", response);
        Assert.Contains("Retry-After: 1\r\n", response);
        Assert.Contains($"\"{code}\"", response);
    }

    [Theory]
    [InlineData("/graphql", "POST", 200, false)]
    [InlineData("/nowhere", "POST", 404, false)]
    [InlineData("/health/live", "GET", 200, false)]
    [InlineData("/graphql", "POST", 200, true)]
    public async Task Body_IsNoPartOfTheHead(string path, string method, int status, bool isChunked)
    {
        await using ServiceHost host = await StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(host.Client.BaseAddress!);

        // Together they would exceed the limit.
        for (int request = 0; request < 5; request++)
        {
            await connection.SendAsync(Bytes(Request(path, method, isChunked)));
            string response = await connection.ReadAsync(Eventually.Limit);
            Assert.StartsWith($"HTTP/1.1 {status} ", response);
            Assert.DoesNotContain("Connection: close", response);
            await UntilReleasedAsync(host);
        }
    }

    [Fact]
    public async Task BodyInChunks_ThatIsNotRead_ClosesTheConnection()
    {
        await using ServiceHost host = await StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(host.Client.BaseAddress!);

        // Where it ends is not known to what counts the next head.
        await connection.SendAsync(Bytes(Request("/nowhere", "POST", isChunked: true)));
        string response = await connection.ReadAsync(Eventually.Limit);

        Assert.StartsWith("HTTP/1.1 404 ", response);
        Assert.Contains("Connection: close\r\n", response);
        Assert.Equal("", await connection.ReadAsync(Eventually.Limit));
        await UntilReleasedAsync(host);
    }

    [Fact]
    public async Task Connection_ThatAsksForAnotherProtocol_IsKept()
    {
        await using ServiceHost host = await StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(host.Client.BaseAddress!);

        for (int request = 0; request < 2; request++)
        {
            await connection.SendAsync(Bytes("GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + $"Connection: Upgrade\r\nUpgrade: other\r\n{Headers}"));
            await Eventually.UntilAsync(() => HeldBy(host) > 0);
            await connection.SendAsync("\r\n"u8.ToArray());
            string response = await connection.ReadAsync(Eventually.Limit);
            Assert.StartsWith("HTTP/1.1 200 OK", response);
            Assert.DoesNotContain("Connection: close", response);
            await UntilReleasedAsync(host);
        }
    }

    [Theory]
    [InlineData(1_000, false)]
    [InlineData(3_000, true)]
    public async Task ConnectionAfterALongRequestLine_IsClosed(int length, bool isClosed)
    {
        await using ServiceHost host = await StartAsync();

        using HttpResponseMessage response = await host.Client.GetAsync($"/health/live?{new string('q', length)}");
        using HttpResponseMessage missing = await host.Client.GetAsync($"/nowhere?{new string('q', length)}");

        Assert.Equal(isClosed, response.Headers.ConnectionClose == true);
        Assert.Equal(isClosed, missing.Headers.ConnectionClose == true);
    }

    [Fact]
    public async Task MessagesOfAWebSocket_AreNoPartOfTheHead()
    {
        await using ServiceHost host = await StartAsync();
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync();

        for (int i = 0; i < 20; i++)
        {
            await socket.SendAsync(new
            {
                id = $"{i}",
                type = "subscribe",
                payload = new { query = $"{{ __typename }} # {new string('x', 100_000)}" }
            });
            Assert.Contains("\"__typename\":\"Query\"", await socket.ReceiveAsync());
            Assert.Contains("\"complete\"", await socket.ReceiveAsync());
        }

        Assert.Equal(0, HeldBy(host));
    }

    private static Task<ServiceHost> StartAsync()
        => AuthenticatedHost.OpenAsync(("LeadGraph:Limits:HeadBytesPerAddress", $"{Limit}"));

    private static string Request(string path, string method, bool isChunked)
    {
        string body = $"{{\"query\":\"{{ __typename }}\"}}{new string(' ', 100_000)}";
        string framed = isChunked
            ? $"Transfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n"
            : $"Content-Length: {body.Length}\r\n\r\n{body}";
        return $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{framed}";
    }

    private static long HeldBy(ServiceHost host)
    {
        var limiters = host.Services.GetRequiredService<CallerLimiters>();
        return new LimitOptions().HeadBytes - limiters.HeadBytes.GetStatistics("all")!.CurrentAvailablePermits;
    }

    private static Task UntilReleasedAsync(ServiceHost host) => Eventually.UntilAsync(() => HeldBy(host) == 0);

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
