using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Campaigns;
using LeadGraph.Tests.Changes.Feed;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Mcp;

/// <summary>What assistants are told of the tools, and what the tools tell.</summary>
public class ToolTests
{
    private static readonly string[] Names =
    [
        "campaign_results", "explain_lead", "list_leads", "preview_rules", "recent_changes", "scoring_rules",
        "tier_history", "tier_summary"
    ];

    [Fact]
    public async Task Tools_Listed_AreReadOnlyAndDescribedByTheSchema()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        JsonElement[] tools = await host.ListToolsAsync();

        Assert.Equal(Names, tools.Select(tool => tool.GetProperty("name").GetString()).Order());
        Assert.All(tools, tool =>
        {
            Assert.True(tool.GetProperty("annotations").GetProperty("readOnlyHint").GetBoolean());
            Assert.NotEmpty(tool.GetProperty("description").GetString()!);
            // Of the filter and the order the schema describes the fields.
            Assert.All(
                tool.GetProperty("inputSchema").GetProperty("properties").EnumerateObject()
                    .Where(argument => argument.Name is not ("where" or "order")),
                argument => Assert.NotEmpty(argument.Value.GetProperty("description").GetString()!));
            Assert.All(tool.GetProperty("outputSchema").GetProperty("properties").EnumerateObject(), field
                => Assert.NotEmpty(field.Value.GetProperty("description").GetString()!));
        });
    }

    [Fact]
    public async Task Arguments_OfATool_HaveTheTypesValuesAndDescriptionsOfTheSchema()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        JsonElement[] tools = await host.ListToolsAsync();

        JsonElement list = InputOf("list_leads"), properties = list.GetProperty("properties");
        Assert.Equal(
            ["leadScores", "segment", "search", "where", "order", "asOf", "first", "after"],
            properties.EnumerateObject().Select(argument => argument.Name));
        Assert.False(list.TryGetProperty("required", out _));
        JsonElement tier = properties.GetProperty("leadScores").GetProperty("items");
        Assert.Equal("[\"COLD\",\"COOL\",\"WARM\",\"HOT\"]", tier.GetProperty("enum").GetRawText());
        Assert.Contains("HOT: By default, at least 20 events", tier.GetProperty("description").GetString());
        Assert.Equal(
            "{\"type\":\"integer\",\"description\":\"How many leads at most, 0 to 100.\",\"default\":20}",
            properties.GetProperty("first").GetRawText());
        Assert.Equal("date-time", properties.GetProperty("asOf").GetProperty("format").GetString());
        Assert.Equal(
            "#/$defs/UserActivityFilterInput", properties.GetProperty("where").GetProperty("$ref").GetString());
        JsonElement filter = list.GetProperty("$defs").GetProperty("UserActivityFilterInput").GetProperty("properties");
        Assert.Equal(
            "#/$defs/UserActivityFilterInput",
            filter.GetProperty("or").GetProperty("items").GetProperty("$ref").GetString());
        // What the values mean is told once.
        Assert.Equal(1, list.GetRawText().Split("By default, at least 20 events").Length - 1);
        Assert.Equal("[\"userId\"]", InputOf("explain_lead").GetProperty("required").GetRawText());
        Assert.Equal(
            ["id", "first", "after"],
            InputOf("campaign_results").GetProperty("properties").EnumerateObject().Select(argument => argument.Name));

        JsonElement InputOf(string name)
            => tools.Single(tool => tool.GetProperty("name").GetString() == name).GetProperty("inputSchema");
    }

    [Fact]
    public async Task Results_OfATool_HaveTheFieldsAndDescriptionsOfTheSchema()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        JsonElement lead = (await host.ListToolsAsync())
            .Single(tool => tool.GetProperty("name").GetString() == "explain_lead").GetProperty("outputSchema")
            .GetProperty("properties").GetProperty("userActivityById");

        Assert.Equal("[\"object\",\"null\"]", lead.GetProperty("type").GetRawText());
        JsonElement falls = lead.GetProperty("properties").GetProperty("fallsAt");
        Assert.Equal("[\"string\",\"null\"]", falls.GetProperty("type").GetRawText());
        Assert.StartsWith("The first moment at which the tier is lower", falls.GetProperty("description").GetString());
        string[] required = [.. lead.GetProperty("required").EnumerateArray().Select(name => name.GetString()!)];
        Assert.Contains("explanation", required);
        Assert.DoesNotContain("email", required);
    }

    [Fact]
    public async Task Tools_Called_TellWhatGraphQLTells()
    {
        await using ChangingDatabase school = await CampaignSchool.OpenAsync(
            DatabaseProvider.Sqlite, ("LeadGraph:Limits:ExecutionTimeout", "00:00:30"));
        ServiceHost host = school.Host;
        string campaign = await CampaignSchool.CreateAsync(host, """
            name: "Autumn", goal: { eventTypes: ["paid"], withinDays: 3 },
            variants: [{ name: "A", share: 50 }, { name: "B", share: 50 }]
            """);
        await FeedSchool.RecordAsync(school, 5);

        JsonElement page = await DataAsync("list_leads", new
        {
            leadScores = new[] { "COOL" },
            where = new { userId = new { lte = 3 } },
            order = new[] { new { userId = "DESC" } },
            first = 2
        });
        Assert.Equal(
            "3 2",
            string.Join(' ', page.GetProperty("userActivity").GetProperty("nodes").EnumerateArray()
                .Select(lead => lead.GetProperty("userId"))));
        Assert.Equal(3, page.GetProperty("userActivity").GetProperty("totalCount").GetInt32());
        JsonElement next = await DataAsync("list_leads", new
        {
            leadScores = new[] { "COOL" },
            where = new { userId = new { lte = 3 } },
            order = new[] { new { userId = "DESC" } },
            after = page.GetProperty("userActivity").GetProperty("pageInfo").GetProperty("endCursor").GetString()
        });
        Assert.Equal(1, next.GetProperty("userActivity").GetProperty("nodes")[0].GetProperty("userId").GetInt32());

        JsonElement lead = (await DataAsync("explain_lead", new { userId = 1 })).GetProperty("userActivityById");
        Assert.Equal("COOL", lead.GetProperty("leadScore").GetString());
        Assert.Equal(5, lead.GetProperty("explanation").GetProperty("eventTypes")[0].GetProperty("events").GetInt32());
        Assert.Equal("WARM",
            lead.GetProperty("explanation").GetProperty("next").GetProperty("leadScore").GetString());

        Assert.Equal(
            "HOT 0 WARM 0 COOL 200 COLD 100",
            string.Join(' ', (await DataAsync("tier_summary")).GetProperty("leadScoreSummary").EnumerateArray()
                .Select(tier => $"{tier.GetProperty("leadScore").GetString()} {tier.GetProperty("users")}")));
        string yesterday = host.Clock.Now.AddDays(-1).ToString("yyyy-MM-dd");
        Assert.Equal(
            yesterday,
            (await DataAsync("tier_history", new { from = yesterday })).GetProperty("leadScoreHistory")[0]
                .GetProperty("date").GetString());
        JsonElement changes = (await DataAsync("recent_changes", new { last = 2 })).GetProperty("leadScoreChanges");
        Assert.Equal(2, changes.GetProperty("nodes").GetArrayLength());
        Assert.True(changes.GetProperty("pageInfo").GetProperty("hasPreviousPage").GetBoolean());
        Assert.Equal(
            20,
            (await DataAsync("scoring_rules")).GetProperty("scoringRules").GetProperty("hot")
                .GetProperty("minEvents").GetInt32());
        JsonElement preview = (await DataAsync(
            "preview_rules", new
            {
                rules = new
                {
                    hot = new { minEvents = 5, minActiveDays = 1 },
                    warm = new { minEvents = 5, minActiveDays = 1 }
                }
            })).GetProperty("scoringPreview");
        Assert.Equal(200, preview.GetProperty("proposed")[0].GetProperty("users").GetInt32());
        Assert.Equal(
            campaign,
            (await DataAsync("campaign_results")).GetProperty("campaigns").GetProperty("nodes")[0]
                .GetProperty("campaignId").GetString());
        JsonElement result = (await DataAsync("campaign_results", new { id = campaign })).GetProperty("campaign");
        Assert.Equal("Autumn", result.GetProperty("name").GetString());
        Assert.Equal(
            "UNDECIDED", result.GetProperty("comparisons")[0].GetProperty("verdict").GetString());

        async Task<JsonElement> DataAsync(string tool, object? arguments = null)
        {
            var (data, errors) = await host.CallAsync(tool, arguments);
            Assert.Empty(errors);
            return data;
        }
    }

    [Theory]
    [InlineData("list_leads", """{"leadScore":"HOT"}""", "no argument `leadScore`; it takes leadScores, segment, ")]
    [InlineData("list_leads", """{"personal":true}""", "UNKNOWN_ARGUMENT: list_leads has no argument `personal`")]
    [InlineData("scoring_rules", """{"a":1}""", "UNKNOWN_ARGUMENT: scoring_rules has no argument `a`; it takes none.")]
    [InlineData("list_leads", """{"leadScores":["BOILING"]}""", "HC")]
    [InlineData("list_leads", """{"first":101}""", "HC")]
    [InlineData("list_leads", """{"segment":"nowhere"}""", "UNKNOWN_SEGMENT: ")]
    [InlineData("explain_lead", "{}", "userId")]
    [InlineData("recent_changes", "{}", "STORE_MISSING: ")]
    [InlineData("campaign_results", """{"id":"1"}""", "STORE_MISSING: ")]
    [InlineData("preview_rules", """{"rules":{"windowDays":0}}""", "INVALID_SCORING_RULES: ")]
    public async Task Call_ThatGraphQLRefuses_HasItsMessageAndCode(string tool, string arguments, string expected)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        var (_, errors) = await host.CallAsync(tool, JsonElement.Parse(arguments));

        Assert.Contains(expected, Assert.Single(errors));
        Assert.Empty(host.Failures());
    }

    [Fact]
    public async Task Call_OfAnUnknownTool_NamesThoseThereAre()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        using HttpResponseMessage response = await host.PostAsync(
            "tools/call", new() { ["name"] = "delete_leads", ["arguments"] = new System.Text.Json.Nodes.JsonObject() });

        Assert.Contains(
            "There is no tool delete_leads; there are list_leads",
            (await McpClient.ReadAsync(response)).GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Call_WhereOnlyTrustedDocumentsRun_IsServed()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(
            DatabaseProvider.Sqlite,
            ("LeadGraph:GraphQL:TrustedDocuments:Folder", Directory.CreateTempSubdirectory().FullName),
            ("LeadGraph:GraphQL:TrustedDocuments:Only", "true"));

        var (data, errors) = await host.CallAsync("tier_summary");

        Assert.Empty(errors);
        Assert.Equal(4, data.GetProperty("leadScoreSummary").GetArrayLength());
    }
}
