using System.Net;
using System.Text;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Hostile;

/// <summary>Clients that keep their connections open after a response. The service stays within its heap.</summary>
public class IdleConnectionTests
{
    // 256 MB in hexadecimal.
    private static readonly (string, string) HeapLimit = ("DOTNET_GCHeapHardLimit", "10000000");

    [Fact]
    public async Task Connections_ThatAreIdleAfterLongRequests_DoNotKeepThem()
    {
        await using ServiceProcess service = await ServiceProcess.StartAsync(
            HeapLimit,
            ("ConnectionStrings:LeadGraph", AuthenticatedHost.Database),
            // A busy machine must not close them.
            ("LeadGraph:Limits:IdleTimeout", "01:00:00"),
            ("LeadGraph:Limits:ExecutionTimeout", "00:00:30"),
            ("Logging:LogLevel:Default", "Critical"),
            ("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information"));
        string text = new('x', 1_000_000);
        var clients = new List<HttpClient>();

        for (int i = 0; i < 300; i++)
        {
            HttpClient client = CallerAddress.NewClient(service.Address, IPAddress.Parse("127.0.0.3"));
            clients.Add(client);
            string body = $"{{\"query\":\"{{ __typename }}\",\"other\":\"{text}\"}}";
            using HttpResponseMessage response = await client.PostAsync(
                "/graphql", new StringContent(body, Encoding.UTF8, "application/json"));
            Assert.Equal("{\"data\":{\"__typename\":\"Query\"}}", await response.Content.ReadAsStringAsync());
        }

        Assert.True(service.IsRunning);
        clients.ForEach(client => client.Dispose());
    }
}
