using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using static LeadGraph.Tests.Campaigns.CampaignSchool;

namespace LeadGraph.Tests.Campaigns;

/// <summary>Campaigns for leads that match a filter.</summary>
public class CampaignWhereTests
{
    private const string Goal = "goal: { eventTypes: [\"paid\"], withinDays: 3 }";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Members_OfAFilter_AreTheLeadsThatTheListHasForIt(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        ServiceHost host = school.Host;
        string[] filters =
        [
            "{ userId: { in: [3, 5, 250, 299] } }",
            "{ userId: { nin: [3], gt: 190, nlte: 195 }, points: { gte: 5 } }",
            "{ or: [{ userId: { lt: 4 } }, { and: [{ userId: { gt: 198 } }, { leadScore: { eq: COLD } }] }] }",
            "{ leadScore: { in: [COOL, WARM] }, fallsTo: { eq: COLD }, fallsAt: { gt: \"2025-09-01T00:00:00Z\" } }",
            "{ lastActivity: { eq: null }, registeredAt: { nlt: \"2030-01-01T00:00:00+02:00\" } }",
            "{ lastActivity: { nin: [null, \"2025-09-01T00:00:00Z\"] } }",
            "{ username: { or: [{ startsWith: \"u\" }, { endsWith: \"7\" }, { eq: null }] } }",
            "{ fallsTo: { neq: COLD }, momentum: { nlt: 0 } }",
            "{ username: { neq: \"a\\\"b\\\\c\" }, totalEvents: { ngt: 4 } }"
        ];
        foreach (string filter in filters)
        {
            long[] listed = [.. await ListedAsync(host, filter)];
            Assert.True(listed.Length > 0, filter);
            string id = await CreateAsync(host, $"name: \"x\", where: {filter}, {Goal}");

            Assert.Equal(listed, await IdsAsync(host, id));
            string kept = (await host.DataAsync($"{{ campaign(id: {id}) {{ where }} }}"))
                .GetProperty("campaign").GetProperty("where").GetString()!;
            // What is kept tells the segment: it can be asked for again.
            Assert.Equal(listed, await ListedAsync(host, kept));
        }
    }

    [Fact]
    public async Task Where_ByVariablesEmptyOrNull_IsUnderstood()
    {
        await using ChangingDatabase school = await OpenAsync(DatabaseProvider.Sqlite);
        const string Query = """
            query ($where: UserActivityFilterInput, $few: Long) {
              a: previewCampaign(input: { name: "x", where: $where, goal: { eventTypes: ["x"], withinDays: 1 } }) {
                members }
              b: previewCampaign(input: { name: "x", where: { userId: { lte: $few } }
                goal: { eventTypes: ["x"], withinDays: 1 } }) { members } }
            """;

        JsonElement some = await school.Host.DataAsync(
            Query, new { where = new { userId = new { lte = 7 } }, few = 3 });
        JsonElement all = await school.Host.DataAsync(Query, new { where = (object?)null, few = 1000 });

        Assert.Equal("""{"a":{"members":7},"b":{"members":3}}""", some.GetRawText());
        Assert.Equal("""{"a":{"members":300},"b":{"members":300}}""", all.GetRawText());
    }

    [Theory]
    [InlineData("{ points: { gte: null } }", "INVALID_CAMPAIGN input.where.points.gte")]
    [InlineData("{ or: [{ userId: { in: [1, null] } }] }", "INVALID_CAMPAIGN input.where.or.0.userId.in")]
    [InlineData("{ points: null }", "INVALID_CAMPAIGN input.where.points")]
    public async Task Where_ThatMakesNoSense_IsAnErrorWithItsPath(string where, string error)
    {
        await using ChangingDatabase school = await OpenAsync(DatabaseProvider.Sqlite);

        Assert.Equal([error], await ErrorsAsync(
            school.Host, $"mutation {{ createCampaign(input: {{ name: \"x\", where: {where}, {Goal} }}) {{ id }} }}"));
        Assert.Equal(["FILTER_TOO_LARGE"], await ErrorsAsync(
            school.Host, $"{{ previewCampaign(input: {{ name: \"x\", {Goal}, where: {{ userId: {{ in: ["
                + string.Join(',', Enumerable.Range(1, 1001)) + "] } } }) { members } }"));
    }

    private static async Task<IEnumerable<long>> ListedAsync(ServiceHost host, string filter)
    {
        List<long> users = [];
        for (string after = ""; ;)
        {
            JsonElement page = (await host.DataAsync($$"""
                { userActivity(where: {{filter}}, order: [{ userId: ASC }] {{after}}) {
                    nodes { userId } pageInfo { hasNextPage endCursor } } }
                """)).GetProperty("userActivity");
            users.AddRange(page.GetProperty("nodes").EnumerateArray().Select(x => x.GetProperty("userId").GetInt64()));
            if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean())
            {
                return users;
            }

            after = $", after: \"{page.GetProperty("pageInfo").GetProperty("endCursor").GetString()}\"";
        }
    }
}
