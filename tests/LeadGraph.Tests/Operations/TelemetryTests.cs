using System.Collections.Concurrent;
using System.Net;
using System.Text;
using LeadGraph.Access;
using LeadGraph.Data;
using LeadGraph.Tests.Access;
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
        await host.Client.GetStringAsync("/api/user-activity?search=personal-secret");
        await host.DisposeAsync();

        // Protocol buffers hold texts as they are.
        Assert.Contains("query Searched", received["/v1/traces"]);
        Assert.Contains("graphql.operation.type", received["/v1/traces"]);
        Assert.Contains("graphql.document.hash", received["/v1/traces"]);
        Assert.Contains("Microsoft.AspNetCore", received["/v1/traces"]);
        Assert.Contains("LeadGraph", received["/v1/traces"]);
        Assert.Contains("graphql.server.operation.duration", received["/v1/metrics"]);
        Assert.Contains("http.server.request.duration", received["/v1/metrics"]);
        Assert.Contains("This is demo data", received["/v1/logs"]);
        Assert.Contains("LeadGraph.Demo.DemoEventWriter", received["/v1/logs"]);
        Assert.DoesNotContain("personal-secret", string.Concat(received.Values));
    }

    [PostgreSqlFact]
    public async Task DatabaseCommands_WithCollector_AreExportedWithoutTheirParameters()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using WebApplication collector = await StartCollectorAsync(received);
        ServiceHost host = await ServiceHost.StartOverSampleAsync(
            DatabaseProvider.PostgreSql,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_LOGS_EXPORTER", "none"));

        await host.Client.GetStringAsync("/api/user-activity?search=personal-secret");
        await host.DisposeAsync();

        Assert.Contains("Npgsql", received["/v1/traces"]);
        Assert.Contains("free_lesson_registrations", received["/v1/traces"]);
        Assert.Contains("db.client.operation.duration", received["/v1/metrics"]);
        Assert.DoesNotContain("personal-secret", string.Concat(received.Values));
        Assert.DoesNotContain("/v1/logs", received.Keys);
    }

    [Fact]
    public async Task Metrics_SwitchedOn_AreScrapedByWhoHasTheScopeAlone()
    {
        string scraper = ApiKey.New();
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Metrics:Enabled", "true"),
            ("LeadGraph:Cache:Seconds", "5"),
            ("LeadGraph:Auth:ApiKeys:prometheus:Hash", ApiKey.HashOf(scraper)),
            ("LeadGraph:Auth:ApiKeys:prometheus:Scopes", "metrics"));
        await host.SendAsync("/api/user-activity", AuthenticatedHost.FullKey);

        // A request is measured when it has ended, which is after its response.
        HttpResponseMessage scraped;
        do
        {
            scraped = await host.SendAsync("/metrics", scraper);
        }
        while (!(await scraped.TextAsync()).Contains("route=\"/api/user-activity\"") && scraped.IsSuccessStatusCode);
        HttpResponseMessage nobody = await host.SendAsync("/metrics");
        HttpResponseMessage reader = await host.SendAsync("/metrics", AuthenticatedHost.FullKey);
        HttpResponseMessage leads = await host.SendAsync("/api/user-activity", scraper);

        Assert.Equal(HttpStatusCode.OK, scraped.StatusCode);
        Assert.Equal("text/plain", scraped.Content.Headers.ContentType?.MediaType);
        string metrics = await scraped.TextAsync();
        Assert.Contains("http_server_request_duration_seconds_count", metrics);
        Assert.Contains("leadgraph_cache_lookups", metrics);
        Assert.DoesNotContain("secret", metrics);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, reader.StatusCode);
        Assert.Equal("{\"error\":\"The caller lacks the scope metrics.\"}", await reader.TextAsync());
        Assert.Contains("scope=\"metrics\"", reader.Headers.WwwAuthenticate.ToString());
        Assert.Equal(HttpStatusCode.Forbidden, leads.StatusCode);
    }

    [Fact]
    public async Task Metrics_NotSwitchedOn_AreNotThere()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        HttpResponseMessage response = await host.SendAsync("/metrics", AuthenticatedHost.FullKey);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
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
