using System.Net;
using System.Text;
using System.Text.Json;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Mcp;

/// <summary>Who is served by the MCP endpoint, and what a caller learns there.</summary>
public class McpAccessTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("lg_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Call_WithoutAGoodKey_IsRefusedAsOverGraphQL(string? key)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        using HttpResponseMessage response = await host.PostAsync("tools/list", key: key);
        using HttpResponseMessage graphQL = await host.SendAsync("/graphql?query={__typename}", key);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(graphQL.StatusCode, response.StatusCode);
        Assert.Equal(
            graphQL.Headers.WwwAuthenticate.ToString(), response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("60")]
    public async Task AnyTool_WithoutTheScopePersonal_TellsNoNameHandleOrAddress(string cacheSeconds)
    {
        string file = AuthenticatedHost.NewDatabase();
        await ChangingDatabase.InstallAsync($"Data Source={file}");
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", $"Data Source={file}"), ("LeadGraph:Store", "Auto"),
            ("LeadGraph:Live:Interval", "00:00:00.1"), ("LeadGraph:Cache:Seconds", cacheSeconds),
            ("LeadGraph:Auth:ApiKeys:dashboard:Scopes", "read,personal,campaigns"));
        await CreateCampaignAsync(host);
        // A change that is recorded of a user with a name.
        await host.UntilReadyAsync();
        await Eventually.UntilAsync(async () =>
        {
            AuthenticatedHost.AddEvents(file, userId: 2, count: 6);
            var (recorded, _) = await host.CallAsync("recent_changes", key: AuthenticatedHost.FullKey);
            return recorded.GetProperty("leadScoreChanges").GetProperty("nodes").GetArrayLength() > 0;
        });

        (string Tool, object? Arguments, bool IsPersonal)[] calls =
        [
            ("list_leads", null, true),
            ("list_leads", new { order = new[] { new { email = "ASC" } } }, true),
            ("explain_lead", new { userId = 1 }, true),
            ("tier_summary", null, false),
            ("tier_history", new { from = host.Clock.Now.AddDays(-2).ToString("yyyy-MM-dd") }, false),
            ("recent_changes", null, true),
            ("scoring_rules", null, false),
            ("preview_rules", new { rules = new { cool = new { minEvents = 1 } } }, true),
            ("campaign_results", null, false),
            ("campaign_results", new { id = "1" }, false)
        ];
        // In turn, so that a cached response of the one would be served to the other.
        string[] keys = [AuthenticatedHost.FullKey, AuthenticatedHost.LesserKey, AuthenticatedHost.FullKey];
        foreach (string key in keys)
        {
            foreach (var (tool, arguments, isPersonal) in calls)
            {
                var (data, errors) = await host.CallAsync(tool, arguments, key);

                Assert.Empty(errors);
                Assert.Equal(
                    isPersonal && key == AuthenticatedHost.FullKey,
                    data.GetRawText().Contains("secret", StringComparison.OrdinalIgnoreCase));
            }
        }

        // Nor can anyone be found by them.
        var (found, _) = await host.CallAsync("list_leads", new { search = "anna" }, AuthenticatedHost.LesserKey);
        Assert.Equal(0, found.GetProperty("userActivity").GetProperty("totalCount").GetInt32());
    }

    [Theory]
    [InlineData("http://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("https://agents.example.com", 200)]
    [InlineData(null, 200)]
    public async Task Request_OfAPage_IsServedOnlyToAllowedOrigins(string? origin, int status)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Cors:Origins:0", "https://agents.example.com"));

        using HttpResponseMessage response = await host.PostAsync(
            "tools/list", key: AuthenticatedHost.FullKey, headers: origin is null ? [] : [("Origin", origin)]);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("rebound.example", 403)]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1", 200)]
    public async Task Request_OfAPageWhoseHostNameLeadsHere_IsServedOnlyToThisMachinesNames(string name, int status)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        string authority = $"{name}:{host.Client.BaseAddress!.Port}";

        // By its own host name the page is of the same site as the service.
        using HttpResponseMessage response = await host.PostAsync(
            "tools/list", key: AuthenticatedHost.FullKey,
            headers: [("Origin", $"http://{authority}"), ("Host", authority)]);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0", null, 200)]
    [InlineData("http://127.0.0.1:0", "false", 404)]
    [InlineData("http://0.0.0.0:0", null, 404)]
    [InlineData("http://0.0.0.0:0", "true", 200)]
    public async Task Endpoint_UnlessSet_IsOnWhereOnlyThisMachineReachesIt(string urls, string? enabled, int status)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("Urls", urls), ("LeadGraph:Mcp:Enabled", enabled));

        using HttpResponseMessage response = await host.PostAsync("tools/list", key: AuthenticatedHost.FullKey);

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 404)
        {
            Assert.Contains("LeadGraph:Mcp:Enabled", await response.TextAsync());
        }
    }

    [Theory]
    [InlineData("LeadGraph:Mcp:Enabled", "perhaps", "LeadGraph:Mcp:Enabled")]
    [InlineData("LeadGraph:Mcp:Enable", "true", "Did you mean LeadGraph:Mcp:Enabled?")]
    public async Task Start_WithASettingThatMakesNoSense_NamesIt(string setting, string value, string message)
    {
        var refusal = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => AuthenticatedHost.OpenAsync((setting, value)));

        Assert.Contains(message, refusal.Message);
    }

    [Theory]
    [InlineData("{", "application/json", 400)]
    [InlineData("[]", "application/json", 400)]
    [InlineData("{\"jsonrpc\":\"1.0\"}", "application/json", 400)]
    [InlineData("\"text\"", "application/json", 400)]
    [InlineData("", "application/json", 400)]
    [InlineData("{}", "text/plain", 415)]
    public async Task Body_ThatIsNoMessage_IsRefusedAndLoggedNowhere(string body, string type, int status)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        using HttpResponseMessage response = await host.PostAsync(
            new StringContent(body, Encoding.UTF8, type), AuthenticatedHost.FullKey);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(host.Failures());
    }

    private static async Task CreateCampaignAsync(ServiceHost host)
    {
        const string Create = """
            mutation { createCampaign(input: { name: "Autumn", search: "secret",
              goal: { eventTypes: ["paid"], withinDays: 3 } }) { campaignId } }
            """;
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent(
                JsonSerializer.Serialize(new { query = Create }), Encoding.UTF8, "application/json")
        };
        request.Headers.Add("X-Api-Key", AuthenticatedHost.FullKey);
        using HttpResponseMessage response = await host.Client.SendAsync(request);
        Assert.Contains("\"campaignId\":\"1\"", await response.TextAsync());
    }
}
