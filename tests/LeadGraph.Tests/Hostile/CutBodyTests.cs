using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.RateLimiting;
using LeadGraph.Limits;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Hostile;

/// <summary>
/// Clients that send a part of a request and leave. They are no reason to log anything, and hold no lease.
/// </summary>
public class CutBodyTests
{
    private const int Clients = 20;
    private const string GraphQL = "POST /graphql";
    private const string Rest = "/api/user-activity";
    private const string Part = "{\"query\"";

    // The headers of a body, and the start of one.
    private static readonly (string Header, string Start)[] Bodies =
    [
        ("Content-Length: 100", Part),
        ("Content-Length: 200000", Part),
        ("Content-Length: 100", ""),
        ("Transfer-Encoding: chunked", $"64\r\n{Part}"),
        ("Transfer-Encoding: chunked", $"8\r\n{Part}\r\n"),
        ("Transfer-Encoding: chunked", "6")
    ];

    [Theory]
    [InlineData(GraphQL, "*/*", "0")]
    [InlineData(GraphQL, "*/*", "5")]
    [InlineData(GraphQL, "text/event-stream", "0")]
    [InlineData(GraphQL, "text/event-stream", "5")]
    [InlineData(GraphQL, "multipart/mixed", "0")]
    [InlineData(GraphQL, "multipart/mixed", "5")]
    [InlineData($"GET {Rest}", "*/*", "5")]
    [InlineData($"POST {Rest}", "*/*", "5")]
    [InlineData($"GET {Rest}.csv", "*/*", "5")]
    [InlineData($"POST {Rest}.csv", "*/*", "5")]
    public async Task Requests_WhoseBodiesAreCutOff_LogNothingAndHoldNoLease(
        string request, string accept, string cacheSeconds)
    {
        ServiceHost host = await AuthenticatedHost.WithKeysAsync(("LeadGraph:Cache:Seconds", cacheSeconds));
        await using (host)
        {
            foreach ((string header, string start) in Bodies)
            {
                foreach (bool resets in new[] { true, false })
                {
                    await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
                    {
                        using TcpClient client = await SendAsync(host, request, accept, header, start);
                        await LeaveAsync(client, resets);
                    }));
                }
            }

            await AssertServedAsync(host);
        }

        AssertQuiet(host);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("5")]
    public async Task Requests_WhoseBodiesAreTooSlow_GetAnError(string cacheSeconds)
    {
        ServiceHost host = await AuthenticatedHost.WithKeysAsync(("LeadGraph:Cache:Seconds", cacheSeconds));
        await using (host)
        {
            string[] responses = await Task.WhenAll(Bodies.Select(async body =>
            {
                using TcpClient client = await SendAsync(host, GraphQL, "*/*", body.Header, body.Start);
                return await ReadToEndAsync(client.GetStream());
            }));

            Assert.All(responses, response => Assert.StartsWith("HTTP/1.1 408 ", response));
            Assert.All(responses, response => Assert.Contains("{\"errors\":[{\"message\":", response));
            await AssertServedAsync(host);
        }

        AssertQuiet(host);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("5")]
    public async Task Requests_CutOffWhileTheyWaitForALease_LogNothingAndHoldNoLease(string cacheSeconds)
    {
        string file = AuthenticatedHost.NewDatabase();
        ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", $"Data Source={file};Default Timeout=300"),
            ("LeadGraph:Cache:Seconds", cacheSeconds),
            ("LeadGraph:Limits:ConcurrentRequests", "1"),
            ("LeadGraph:Limits:ConcurrentRequestsPerCaller", $"{Clients}"));
        await using (host)
        {
            await AssertServedAsync(host);
            RateLimiter service = host.Services.GetRequiredService<CallerLimiters>().Service;
            Task<HttpResponseMessage> first;
            await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
            {
                await connection.OpenAsync();
                await using SqliteCommand command = connection.CreateCommand();
                command.CommandText = "BEGIN EXCLUSIVE";
                await command.ExecuteNonQueryAsync();
                first = host.SendAsync($"{Rest}?limit=1", AuthenticatedHost.LesserKey);
                await host.UntilWorkedOnAsync(1);
                TcpClient[] clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i =>
                {
                    string body = $$"""{"query":"{ a{{i}}: leadScoreSummary { users } }"}""";
                    return SendAsync(host, GraphQL, "*/*", $"Content-Length: {body.Length}", body);
                }));
                await Eventually.UntilAsync(() => service.GetStatistics()!.CurrentQueuedCount == Clients);
                await Task.WhenAll(clients.Select(client => LeaveAsync(client, resets: true)));
                await Eventually.UntilAsync(() => service.GetStatistics()!.CurrentQueuedCount == 0);
            }

            Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
            await AssertServedAsync(host);
        }

        AssertQuiet(host);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("5")]
    public async Task Service_StoppedWhileBodiesArrive_LogsNothing(string cacheSeconds)
    {
        ServiceHost host = await AuthenticatedHost.WithKeysAsync(("LeadGraph:Cache:Seconds", cacheSeconds));
        var clients = new List<TcpClient>();
        foreach ((string header, string start) in Bodies)
        {
            clients.Add(await SendAsync(host, GraphQL, "*/*", header, start));
        }

        await host.DisposeAsync();

        clients.ForEach(client => client.Dispose());
        AssertQuiet(host);
    }

    // Sends the headers, waits until the server reads the body or has responded, and sends the start of the body.
    private static async Task<TcpClient> SendAsync(
        ServiceHost host, string request, string accept, string bodyHeader, string start)
    {
        Uri service = host.Client.BaseAddress!;
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(service.Host, service.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{request} HTTP/1.1\r\nHost: {service.Authority}\r\nAuthorization: Bearer {AuthenticatedHost.FullKey}\r\n"
            + $"Accept: {accept}\r\nContent-Type: application/json\r\n{bodyHeader}\r\nExpect: 100-continue\r\n\r\n"));
        byte[] buffer = new byte[65_536];
        int read = await stream.ReadAsync(buffer);
        Assert.StartsWith(
            request == GraphQL ? "HTTP/1.1 100 " : "HTTP/1.1 ", Encoding.ASCII.GetString(buffer, 0, read));
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start));
        }
        catch (IOException) when (request != GraphQL)
        {
            // The server has responded without the body, and may have closed the connection.
        }

        return client;
    }

    private static async Task LeaveAsync(TcpClient client, bool resets)
    {
        if (resets)
        {
            client.LingerState = new LingerOption(true, 0);
            client.Dispose();
            return;
        }

        NetworkStream stream = client.GetStream();
        client.Client.Shutdown(SocketShutdown.Send);
        await ReadToEndAsync(stream);
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream);
        try
        {
            return await reader.ReadToEndAsync().WaitAsync(Eventually.Limit);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task AssertServedAsync(ServiceHost host)
    {
        HttpResponseMessage response = await host.SendAsync(
            "/graphql?query={leadScoreSummary{users}}", AuthenticatedHost.FullKey);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var limiters = host.Services.GetRequiredService<CallerLimiters>();
        LimitOptions limits = host.Services.GetRequiredService<IOptions<LimitOptions>>().Value;
        await Eventually.UntilAsync(() =>
            limiters.Service.GetStatistics()!.CurrentAvailablePermits == limits.ConcurrentRequests
            && limiters.Operations.GetStatistics("caller dashboard")!.CurrentAvailablePermits
                == limits.ConcurrentRequestsPerCaller);
    }

    private static void AssertQuiet(ServiceHost host)
    {
        string[] records =
        [
            .. host.Logs.All.Where(record => record.Level >= LogLevel.Warning || record.Exception is not null)
                .Select(record => $"{record.Category}: {record.Message} {record.Exception}").Distinct()
        ];
        Assert.True(records.Length == 0, string.Join('\n', records));
    }
}
