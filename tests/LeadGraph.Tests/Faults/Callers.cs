using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadGraph.Limits;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Faults;

/// <summary>Everyone who calls a service: by REST, GraphQL and for a list, a probe, and one who listens.</summary>
public sealed class Callers(ServiceHost host) : IAsyncDisposable
{
    private const string Rest = "/api/user-activity";
    private const string List = "/api/user-activity.csv";
    private const string GraphQL = "{ userActivity { nodes { userId totalEvents leadScore } } }";
    private const string FieldFailed =
        """{"errors":[{"message":"Failed to fetch user activity data","locations":[{"line":1,"column":3}]"""
        + ""","path":["userActivity"],"extensions":{"code":"INTERNAL_SERVER_ERROR"}}],"data":{"userActivity":null}}""";

    private readonly string _tookTooLong =
        "{\"errors\":[{\"message\":\"The request took longer than "
        + $"{host.Services.GetRequiredService<IOptions<LimitOptions>>().Value.ExecutionTimeout.TotalSeconds} seconds.\","
        + "\"extensions\":{\"code\":\"HC0045\"}}]}";

    private HttpResponseMessage? _stream;
    private StreamReader? _lines;

    public ServiceHost Host => host;

    /// <summary>Every answer is what the database holds: users 1 and 2, the events of user 3 as given.</summary>
    /// <returns>The moment as of which the answers are.</returns>
    public async Task<DateTimeOffset> AssertAnswersAsync(int eventsOfUser3 = 0)
    {
        string tier3 = eventsOfUser3 >= 5 ? "cool" : "cold";
        using HttpResponseMessage rest = await host.Client.GetAsync(Rest);
        Assert.Equal(HttpStatusCode.OK, rest.StatusCode);
        Assert.Equal($"1 24 hot, 2 6 cool, 3 {eventsOfUser3} {tier3}", string.Join(", ",
            JsonNode.Parse(await rest.Content.ReadAsStringAsync())!.AsArray()
                .Select(lead => $"{lead!["user_id"]} {lead["total_events"]} {lead["lead_score"]}")));

        using HttpResponseMessage list = await host.Client.GetAsync(List + "?order=user_id.asc");
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        Assert.Equal(["1", "2", "3"], (await list.Content.ReadAsStringAsync())
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[0]));

        JsonElement data = await host.DataAsync(GraphQL);
        Assert.Equal($"1 24 HOT, 2 6 COOL, 3 {eventsOfUser3} {tier3.ToUpperInvariant()}", string.Join(", ",
            data.GetProperty("userActivity").GetProperty("nodes").EnumerateArray().Select(lead =>
                $"{lead.GetProperty("userId")} {lead.GetProperty("totalEvents")} {lead.GetProperty("leadScore")}")));
        Assert.True(rest.Content.Headers.LastModified <= list.Content.Headers.LastModified);
        return rest.Content.Headers.LastModified!.Value;
    }

    /// <summary>
    /// Every caller, asking at the same time, learns in its own format that there is no answer, while the fault lasts:
    /// the test ends it afterwards. The probe of readiness learns why, and the one of life that the process need not be
    /// restarted.
    /// </summary>
    public Task AssertFailsAsync(string? problem) => Task.WhenAll(
        AssertAsync(() => host.Client.GetAsync(Rest), HttpStatusCode.InternalServerError,
            "application/json", """{"error":"Failed to fetch user activity data"}"""),
        AssertAsync(() => host.Client.GetAsync(List), HttpStatusCode.InternalServerError,
            "application/json", """{"error":"Failed to fetch user activity data"}"""),
        AssertGraphQLFailsAsync(),
        problem is null ? Task.CompletedTask : AssertAsync(
            () => host.Client.GetAsync("/health/ready"), HttpStatusCode.ServiceUnavailable,
            "application/json", $$"""{"status":"unhealthy","problems":["{{problem}}"]}"""),
        AssertAsync(() => host.Client.GetAsync("/health/live"), HttpStatusCode.OK,
            "application/json", """{"status":"healthy","problems":[]}"""));

    /// <summary>What the probe of readiness learns.</summary>
    public async Task<(HttpStatusCode Status, string Body)> ReadyAsync()
    {
        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");
        return (ready.StatusCode, await ready.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until every caller is answered again.</summary>
    public async Task UntilBackAsync()
    {
        Exception? last = null;
        try
        {
            await Eventually.UntilAsync(async () =>
            {
                try
                {
                    await AssertAnswersAsync();
                    Assert.Equal((HttpStatusCode.OK, """{"status":"healthy","problems":[]}"""), await ReadyAsync());
                    return true;
                }
                catch (Exception failure)
                {
                    last = failure;
                    return false;
                }
            });
        }
        catch (TimeoutException)
        {
            throw last!;
        }
    }

    /// <summary>Begins to listen to changes of tier.</summary>
    /// <param name="reads">How many reads later it has a state to compare with: in Live mode, it makes them.</param>
    public async Task ListenAsync(int reads)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(
                new { query = "subscription { onLeadScoreChanged { userId previous current } }" })
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        int before = host.Logs.Sql.Count;
        _stream = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        _lines = new StreamReader(await _stream.Content.ReadAsStreamAsync());
        await ChangingDatabase.UntilAsync(() => host.Logs.Sql.Count >= before + reads);
    }

    /// <summary>The next change that the listener hears of.</summary>
    public async Task<string> NextChangeAsync()
    {
        using var timeout = new CancellationTokenSource(Eventually.Limit);
        string? line;
        do
        {
            line = await _lines!.ReadLineAsync(timeout.Token);
            Assert.NotNull(line);
            Assert.NotEqual("event: complete", line);
        }
        while (!line.StartsWith("data: ", StringComparison.Ordinal));

        return JsonElement.Parse(line["data: ".Length..]).GetProperty("data").GetProperty("onLeadScoreChanged")
            .GetRawText();
    }

    public async ValueTask DisposeAsync()
    {
        _lines?.Dispose();
        _stream?.Dispose();
        await host.DisposeAsync();
    }

    // Which comes first where the server hangs, the driver's timeout or the request's own, is a matter of moments.
    private async Task AssertGraphQLFailsAsync()
    {
        using HttpResponseMessage answer = await host.Client.PostAsJsonAsync("/graphql", new { query = GraphQL });
        string text = await answer.Content.ReadAsStringAsync();
        Assert.Contains((answer.StatusCode, text), new[]
        {
            (HttpStatusCode.OK, FieldFailed), (HttpStatusCode.InternalServerError, _tookTooLong)
        });
        Assert.Equal("application/graphql-response+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private static async Task AssertAsync(
        Func<Task<HttpResponseMessage>> ask, HttpStatusCode status, string mediaType, string body)
    {
        using HttpResponseMessage answer = await ask();
        string text = await answer.Content.ReadAsStringAsync();
        string? path = answer.RequestMessage?.RequestUri?.AbsolutePath;
        Assert.True(answer.StatusCode == status, $"{path} answers {answer.StatusCode}: {text}");
        Assert.Equal(mediaType, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(body.Trim(), text);
    }
}
