using System.Net;
using System.Net.Sockets;
using System.Text;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Hostile;

/// <summary>Clients that keep many connections open. The service stays within its heap.</summary>
public class ManyConnectionsTests
{
    // 256 MB in hexadecimal.
    private static readonly (string, string) HeapLimit = ("DOTNET_GCHeapHardLimit", "10000000");

    private static readonly IPAddress Address = IPAddress.Parse("127.0.0.3");

    private static readonly string Line = $"GET /health/live?{new string('q', 16_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n";

    private static readonly string Cookies =
        string.Concat(Enumerable.Range(0, 3).Select(i => $"Cookie: c{i}={new string('c', 10_000)}\r\n"));

    [Fact]
    public async Task Connections_ThatAreIdleAfterLongBodies_DoNotKeepThem()
    {
        await using ServiceProcess service = await StartAsync();
        string text = new('x', 1_000_000);
        var clients = new List<HttpClient>();

        for (int i = 0; i < 300; i++)
        {
            HttpClient client = CallerAddress.NewClient(service.Address, Address);
            clients.Add(client);
            string body = $"{{\"query\":\"{{ __typename }}\",\"other\":\"{text}\"}}";
            using HttpResponseMessage response = await client.PostAsync(
                "/graphql", new StringContent(body, Encoding.UTF8, "application/json"));
            Assert.Equal("{\"data\":{\"__typename\":\"Query\"}}", await response.Content.ReadAsStringAsync());
        }

        Assert.True(service.IsRunning);
        clients.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData("", "")]
    [LongTestData("\r\n", "HTTP/1.1 ")]
    public async Task Connections_WithLongRequestLinesAndHeaders_DoNotKeepThem(string end, string response)
    {
        await using ServiceProcess service = await StartAsync();
        await using HonestCaller honest = await HonestCaller.StartAsync(service.Address);
        byte[] head = Encoding.ASCII.GetBytes(Line + Cookies + end);
        byte[] buffer = new byte[1_024];
        var connections = new List<NetworkStream>();

        for (int i = 0; i < 3_000; i++)
        {
            NetworkStream connection = await CallerAddress.ConnectAsync(service.Address, Address);
            connections.Add(connection);
            try
            {
                await connection.WriteAsync(head);
            }
            catch (IOException)
            {
                // The service has closed it.
            }

            if (response.Length > 0)
            {
                int length = await connection.ReadAsync(buffer);
                Assert.StartsWith(response, Encoding.ASCII.GetString(buffer, 0, length));
            }
        }

        await honest.UntilServedAsync(4);
        await honest.AssertServedAsync();
        Assert.True(service.IsRunning);
        connections.ForEach(connection => connection.Dispose());
    }

    private static Task<ServiceProcess> StartAsync() => ServiceProcess.StartAsync(
        HeapLimit,
        ("ConnectionStrings:LeadGraph", AuthenticatedHost.Database),
        // A busy machine must not close them.
        ("LeadGraph:Limits:IdleTimeout", "01:00:00"),
        ("LeadGraph:Limits:HeaderTimeout", "00:10:00"),
        ("LeadGraph:Limits:ExecutionTimeout", "00:00:30"),
        ("Logging:LogLevel:Default", "Critical"),
        ("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information"));
}
