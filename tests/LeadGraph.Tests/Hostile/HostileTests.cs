using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Hostile;

/// <summary>
/// Sends malicious requests to the service in a separate process. It must respond to each with a client error or with
/// correct data, serve other callers meanwhile, and stay within the memory limit below.
/// </summary>
public class HostileTests
{
    private const long MemoryBound = 400 * 1024 * 1024;
    private const int HalfOpenSockets = 3_000;

    [Theory, OnSqliteInLongTests, OnPostgreSql]
    public async Task HostileRestCorpus_SentToTheService_GetsTheExpectedStatuses(DatabaseProvider provider)
    {
        await using ServiceProcess service = await StartAsync(await AuthenticatedHost.DatabaseAsync(provider));
        await using HonestCaller honest = await HonestCaller.StartAsync(service.Address);
        var wrong = new List<string>();

        foreach (var (name, request, statuses) in HostileRest.All())
        {
            string responseText = await RawConnection.ExchangeAsync(service.Address, request);
            int status = responseText.Length > 12 && int.TryParse(responseText.AsSpan(9, 3), out int number)
                ? number : 0;
            if (!statuses.Contains(status) || Leaks(responseText))
            {
                wrong.Add($"{name}: {(status == 0 ? responseText : status)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await honest.AssertServedAsync();
        AssertBounded(service);
    }

    [Theory, OnSqliteInLongTests, OnPostgreSql]
    public async Task HostileGraphQLCorpus_SentToTheService_GetsClientErrorsOrData(DatabaseProvider provider)
    {
        await using ServiceProcess service = await StartAsync(await AuthenticatedHost.DatabaseAsync(provider));
        await using HonestCaller honest = await HonestCaller.StartAsync(service.Address);
        var wrong = new List<string>();

        foreach (var (name, body, mayHaveData) in HostileGraphQL.All())
        {
            TimeSpan before = service.ProcessorTime;
            var (status, responseText) = await PostAsync(service, body);
            TimeSpan work = service.ProcessorTime - before;
            bool isInKind = (status is >= 400 and < 500
                    && (responseText.StartsWith("{\"errors\":[{", StringComparison.Ordinal) || status == 413))
                // A body that is too long gets 413, which can get lost while the client still sends.
                || (status == 0 && body.Length > 1_048_576)
                || (status == 200 && (mayHaveData || responseText.Contains("\"errors\":[{", StringComparison.Ordinal)));
            if (!isInKind || Leaks(responseText) || work > TimeSpan.FromSeconds(10))
            {
                string start = responseText[..Math.Min(responseText.Length, 300)];
                wrong.Add($"{name}: {status} after {work.TotalMilliseconds:0} ms of processor time: {start}");
            }

            Assert.True(service.IsRunning, name);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await honest.AssertServedAsync();
        AssertBounded(service);
    }

    [Theory]
    [InlineData("keys")]
    [InlineData("tokens")]
    public async Task HostileCredentials_SentToTheService_AreRejected(string mode)
    {
        await using ServiceHost host = mode == "keys"
            ? await AuthenticatedHost.WithKeysAsync() : await AuthenticatedHost.WithTokensAsync();
        var wrong = new List<string>();

        foreach (var (name, lines) in HostileCredentials.All())
        {
            string request = $"GET /api/user-activity HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n";
            string responseText = await RawConnection.ExchangeAsync(
                host.Client.BaseAddress!, Encoding.Latin1.GetBytes(request));
            if (!responseText.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || Leaks(responseText)
                || responseText.Contains("user_id", StringComparison.Ordinal))
            {
                wrong.Add($"{name}: {responseText}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        string key = mode == "keys" ? AuthenticatedHost.LesserKey : AuthenticatedHost.Token("read");
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync("/api/user-activity", key)).StatusCode);
    }

    [Fact]
    public async Task HostileGraphQLCorpus_RequestedAsEventStream_LeavesTheServiceRunning()
    {
        await using ServiceProcess service = await StartAsync(AuthenticatedHost.Database);
        await using HonestCaller honest = await HonestCaller.StartAsync(service.Address);

        foreach (var (name, body, _) in HostileGraphQL.All())
        {
            var (status, responseText) = await PostAsync(service, body, "text/event-stream");
            Assert.False(Leaks(responseText), name);
            Assert.NotEqual(500, status);
            Assert.True(service.IsRunning, name);
        }

        await honest.AssertServedAsync();
        AssertBounded(service);
    }

    [Fact]
    public async Task Service_UnderManyDifferentDocuments_EvictsThem()
    {
        await using ServiceProcess service = await StartAsync(AuthenticatedHost.Database);
        await AssertHonestAsync(service);

        for (int i = 0; i < 1_000; i++)
        {
            string document = $"{{ a{i}: __typename }} #{new string('x', 100_000)}";
            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)));
            var (status, responseText) = await PostAsync(service, JsonSerializer.SerializeToUtf8Bytes(new
            {
                query = document,
                extensions = new { persistedQuery = new { version = 1, sha256Hash = hash } }
            }));
            Assert.Equal($"200 {{\"data\":{{\"a{i}\":\"Query\"}}}}", $"{status} {responseText}");
        }

        AssertBounded(service);
    }

    [Fact]
    public async Task HostileSocketMessages_SentToTheService_CloseTheirSockets()
    {
        await using ServiceProcess service = await StartAsync(AuthenticatedHost.Database);
        string[] messages =
        [
            "", "null", "[]", "{", "{\"type\":1}", "{\"type\":\"connection_init\",\"payload\":5}x",
            new string('[', 100_000), $"{{\"type\":\"ping\",\"payload\":\"{new string('x', 2_000_000)}\"}}",
            "{\"type\":\"subscribe\"}", "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"{__typename}\"}}"
        ];

        foreach (string message in messages)
        {
            using GraphQLSocket socket = await GraphQLSocket.OpenAsync(service.Address);
            await socket.SendAsync(message);
            string end = await socket.ReceiveAsync();
            Assert.True(end == "cut" || end.StartsWith("closed ", StringComparison.Ordinal), $"{message}: {end}");
        }

        using GraphQLSocket busy = await GraphQLSocket.OpenAsync(service.Address);
        await busy.InitAsync();
        for (int i = 0; i < 1_000; i++)
        {
            await busy.SendAsync(new
            {
                id = $"{i}",
                type = "subscribe",
                payload = new { query = "subscription { onLeadScoreChanged { userId } }" }
            });
        }

        Assert.Contains("\"error\"", await busy.ReceiveAsync());
        await AssertHonestAsync(service);
        AssertBounded(service);
    }

    [Fact]
    public async Task Service_WithThousandsOfHalfOpenSockets_ServesOtherCallers()
    {
        await using ServiceProcess service = await StartAsync(AuthenticatedHost.Database);
        await using HonestCaller honest = await HonestCaller.StartAsync(service.Address);
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
            }

            await honest.UntilServedAsync(10);
            await honest.AssertServedAsync();
            AssertBounded(service);
            Assert.True(service.ResidentBytes - before < HalfOpenSockets * 64 * 1024L,
                $"{(service.ResidentBytes - before) / HalfOpenSockets} bytes a socket");
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }

        await honest.AssertServedAsync();
    }

    [Fact]
    public async Task SlowHeaders_SentToTheService_CloseTheConnection()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            AuthenticatedHost.Database, ("LeadGraph:Limits:HeaderTimeout", "00:00:02"));
        KestrelServerOptions server = host.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
        Assert.Equal(TimeSpan.FromSeconds(2), server.Limits.RequestHeadersTimeout);
        using RawConnection connection = await RawConnection.OpenAsync(host.Client.BaseAddress!);
        var time = Stopwatch.StartNew();

        await connection.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-A: "u8.ToArray());
        string responseText = await connection.ReadAsync(Eventually.Limit);

        Assert.StartsWith("HTTP/1.1 408", responseText);
        // A busy machine may take longer, but not less.
        Assert.True(time.Elapsed > TimeSpan.FromSeconds(1.5), $"after {time.Elapsed}");
    }

    private static Task<ServiceProcess> StartAsync(string database, params (string Key, string Value)[] settings)
        => ServiceProcess.StartAsync(
            [("ConnectionStrings:LeadGraph", database), ("Logging:LogLevel:Default", "Warning"),
                // Without the cache, each response is computed.
                ("LeadGraph:Cache:Seconds", "0"),
                // A busy machine may need longer than the service waits by itself.
                ("LeadGraph:Limits:ExecutionTimeout", "00:01:00"),
                ("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information"), .. settings]);

    private static async Task<(int Status, string ResponseText)> PostAsync(
        ServiceProcess service, byte[] body, string accept = "*/*")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            // Each on a separate connection, because the server closes a connection with an unread body.
            using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = content };
            request.Headers.ConnectionClose = true;
            request.Headers.Accept.ParseAdd(accept);
            using HttpResponseMessage response = await service.Client.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException cut)
        {
            return (0, cut.Message);
        }
    }

    private static async Task AssertHonestAsync(ServiceProcess service)
    {
        Assert.True(service.IsRunning);
        string responseText =
            await service.Client.GetStringAsync("/api/user-activity").WaitAsync(Eventually.Limit);
        Assert.Contains("\"user_id\":3", responseText);
    }

    private static void AssertBounded(ServiceProcess service)
        => Assert.True(service.PeakResidentBytes < MemoryBound, $"{service.PeakResidentBytes >> 20} MiB");

    private static bool Leaks(string responseText)
        => new[] { "   at ", "SELECT ", "Exception", "SQLite", "Npgsql", "Data Source" }
            .Any(trace => responseText.Contains(trace, StringComparison.Ordinal));
}
