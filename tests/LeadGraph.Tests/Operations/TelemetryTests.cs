using System.Collections.Concurrent;
using System.Text;
using LeadGraph.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Operations;

public class TelemetryTests
{
    private const string Query = "query Searched($text: String!) { userActivity(search: $text) { totalCount } }";

    [Fact]
    public async Task Operations_WithCollector_AreExportedWithoutTheirVariables()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using WebApplication collector = await StartCollectorAsync(received);
        ServiceHost host = await ServiceHost.StartAsync(
            "",
            ("LeadGraph:Demo:File", ReferenceData.NewSqliteFile()),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));

        await host.AskAsync(Query, new { text = "personal-secret" });
        await host.StopAsync();

        // Protocol buffers hold texts as they are.
        Assert.Contains("query Searched", received["/v1/traces"]);
        Assert.Contains("graphql.operation.type", received["/v1/traces"]);
        Assert.Contains("graphql.document.hash", received["/v1/traces"]);
        Assert.Contains("Microsoft.AspNetCore", received["/v1/traces"]);
        Assert.Contains("LeadGraph", received["/v1/traces"]);
        Assert.Contains("graphql.server.operation.duration", received["/v1/metrics"]);
        Assert.Contains("http.server.request.duration", received["/v1/metrics"]);
        Assert.DoesNotContain("personal-secret", string.Concat(received.Values));
        await host.DisposeAsync();
    }

    private static async Task<WebApplication> StartCollectorAsync(ConcurrentDictionary<string, string> received)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication collector = builder.Build();
        collector.MapPost("/v1/{signal}", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            string text = Encoding.Latin1.GetString(body.ToArray());
            received.AddOrUpdate(context.Request.Path, text, (_, earlier) => earlier + text);
        });
        await collector.StartAsync();
        return collector;
    }
}
