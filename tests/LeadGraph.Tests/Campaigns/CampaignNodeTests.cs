using System.Text;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Changes.Feed;
using LeadGraph.Tests.Hosting;
using static LeadGraph.Tests.Campaigns.CampaignSchool;

namespace LeadGraph.Tests.Campaigns;

/// <summary>Campaigns and recorded changes by ids that no other object has.</summary>
public class CampaignNodeTests
{
    private const string Goal = "goal: { eventTypes: [\"paid\"], withinDays: 3 }";

    /// <summary>The <c>id</c> of a campaign by its number.</summary>
    public static string IdOf(string number) => IdOf("Campaign", number);

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Campaign_ByEitherOfItsIds_IsFoundWhereverOneIsTaken(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        ServiceHost host = school.Host;
        string first = await CreateAsync(host, $"name: \"a\", leadScores: [COOL], {Goal}");
        string second = await CreateAsync(host, $"name: \"b\", exclude: [\"{IdOf(first)}\"], {Goal}");

        JsonElement data = await host.DataAsync($$"""
            { nodes(ids: ["{{IdOf(second)}}", "{{IdOf("99")}}", "{{IdOf(first)}}"]) {
                id ... on Campaign { campaignId name } }
            one: campaign(id: "{{IdOf(first)}}") { id name } same: campaign(id: {{first}}) { id name }
            two: campaign(id: {{second}}) { exclude } }
            """);

        Assert.Equal(
            $$$"""
            {"nodes":[{"id":"{{{IdOf(second)}}}","campaignId":"{{{second}}}","name":"b"},null,
            {"id":"{{{IdOf(first)}}}","campaignId":"{{{first}}}","name":"a"}],
            "one":{"id":"{{{IdOf(first)}}}","name":"a"},"same":{"id":"{{{IdOf(first)}}}","name":"a"},
            "two":{"exclude":["{{{first}}}"]}}
            """.ReplaceLineEndings(""),
            data.GetRawText());
        Assert.Equal(await IdsAsync(host, first), await IdsAsync(host, IdOf(first)));
        Assert.Equal(200, (await IdsAsync(host, first)).Length);
        Assert.Equal(100, (await IdsAsync(host, second)).Length);
        Assert.Equal("CLOSED", (await host.DataAsync($"mutation {{ closeCampaign(id: \"{IdOf(first)}\") {{ status }} }}"))
            .GetProperty("closeCampaign").GetProperty("status").GetString());
        Assert.Equal(IdOf(first), (await host.DataAsync($"mutation {{ deleteCampaign(id: \"{IdOf(first)}\") }}"))
            .GetProperty("deleteCampaign").GetString());
        foreach (string bad in new[] { IdOf("x"), IdOf("0"), IdOf("UserActivity", "1"), "Campaign:1", "====", "" })
        {
            Assert.Equal(
                ["INVALID_CAMPAIGN id"],
                await ErrorsAsync(host, $"{{ campaign(id: {JsonSerializer.Serialize(bad)}) {{ id }} }}"));
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_ByTheirIds_AreThoseOfTheFeed(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await FeedSchool.OpenAsync(provider);
        await FeedSchool.RecordAsync(school, 4);

        JsonElement listed = (await school.Host.DataAsync(
                "{ leadScoreChanges { nodes { id cursor userId current reason changedAt } } }"))
            .GetProperty("leadScoreChanges").GetProperty("nodes");
        string[] ids = [.. listed.EnumerateArray().Select(change => change.GetProperty("id").GetString()!)];
        JsonElement nodes = (await school.Host.DataAsync($$"""
            { nodes(ids: {{JsonSerializer.Serialize(ids)}}) {
                ... on LeadScoreChange { id cursor userId current reason changedAt } } }
            """)).GetProperty("nodes");

        Assert.Equal(4, ids.Distinct().Count());
        Assert.Equal(listed.GetRawText(), nodes.GetRawText());
        Assert.Equal(JsonValueKind.Null, (await school.Host.DataAsync(
            $"{{ node(id: \"{IdOf("LeadScoreChange", "99")}\") {{ id }} }}")).GetProperty("node").ValueKind);
    }

    private static string IdOf(string type, string value)
        => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{type}:{value}"));
}
