using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using static LeadGraph.Tests.GraphQL.GraphQLRequests;

namespace LeadGraph.Tests.GraphQL;

/// <summary>The activity of users by ids that no other object has.</summary>
public class NodeTests
{
    private const string Fields = "id userId username leadScore totalEvents fallsAt telegramUrl recentEvents(first: 2) { id }";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Nodes_ByTheIdsOfAList_AreItsRowsByOneStatement(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        JsonElement list = (await host.DataAsync($"{{ userActivity(first: 5) {{ nodes {{ {Fields} }} }} }}"))
            .GetProperty("userActivity").GetProperty("nodes");
        string[] ids = [.. list.EnumerateArray().Select(lead => lead.GetProperty("id").GetString()!)];
        Assert.All(
            list.EnumerateArray(),
            lead => Assert.Equal(IdOf($"UserActivity:{lead.GetProperty("userId")}"), lead.GetProperty("id").GetString()));

        int before = host.Logs.Sql.Count;
        JsonElement nodes = (await NodesAsync(host, ids, "id userId username")).GetProperty("nodes");
        string sql = Assert.Single(host.Logs.Sql.Skip(before));
        JsonElement all = (await NodesAsync(host, ids, Fields)).GetProperty("nodes");

        Assert.Equal(list.GetRawText(), all.GetRawText());
        Assert.Equal(ids, nodes.EnumerateArray().Select(lead => lead.GetProperty("id").GetString()));
        Assert.DoesNotContain("email", sql);
        Assert.Equal(
            list[1].GetRawText(),
            (await host.DataAsync($"{{ node(id: \"{ids[1]}\") {{ ... on UserActivity {{ {Fields} }} }} }}"))
                .GetProperty("node").GetRawText());
    }

    [PostgreSqlFact]
    public async Task Node_InMaintainedMode_IsTheRowOfTheList()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            "INSERT INTO free_lesson_registrations (user_id, username) VALUES (1, 'anna'), (2, 'bert')");
        await using ServiceHost host =
            await ServiceHost.StartAsync(database.ConnectionString, MaintainedSample.InMaintainedMode);
        await host.UntilReadyAsync();

        JsonElement nodes = (await NodesAsync(host, [IdOf("UserActivity:2"), IdOf("UserActivity:3")], "userId username"))
            .GetProperty("nodes");

        Assert.Equal("""[{"userId":2,"username":"bert"},null]""", nodes.GetRawText());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Node_OfAPastMoment_IsAnotherObjectThanThatOfNow(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        const string AsOf = "2025-09-08T12:00:00.000Z";

        JsonElement lead = (await host.DataAsync($$"""
            { userActivity(asOf: "{{AsOf}}", first: 1) { nodes { {{Fields}} } } }
            """)).GetProperty("userActivity").GetProperty("nodes")[0];
        string id = lead.GetProperty("id").GetString()!;
        long user = lead.GetProperty("userId").GetInt64();

        Assert.Equal(IdOf($"UserActivity:{user}@{AsOf}"), id);
        JsonElement nodes = (await NodesAsync(host, [id, IdOf($"UserActivity:{user}")], Fields)).GetProperty("nodes");
        Assert.Equal(lead.GetRawText(), nodes[0].GetRawText());
        Assert.NotEqual(id, nodes[1].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Node_ForACallerWithoutPersonal_TellsNoNames()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        string[] ids = [.. (await (await PostAsync(
                host, AuthenticatedHost.FullKey, "{ userActivity(first: 2) { nodes { id email } } }"))
            .Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("data").GetProperty("userActivity").GetProperty("nodes").EnumerateArray()
            .Select(lead => lead.GetProperty("id").GetString()!)];

        string query = $"{{ nodes(ids: {JsonSerializer.Serialize(ids)}) {{ id ... on UserActivity {{ email }} }} }}";
        JsonElement full = await (await PostAsync(host, AuthenticatedHost.FullKey, query))
            .Content.ReadFromJsonAsync<JsonElement>();
        JsonElement lesser = await (await PostAsync(host, AuthenticatedHost.LesserKey, query))
            .Content.ReadFromJsonAsync<JsonElement>();

        Assert.Contains("@", full.GetProperty("data").GetRawText());
        Assert.DoesNotContain("@", lesser.GetProperty("data").GetRawText());
        Assert.Equal(
            "AUTH_NOT_AUTHORIZED",
            Assert.Single(lesser.GetProperty("errors").EnumerateArray())
                .GetProperty("extensions").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("UserActivity:abc", null)]
    [InlineData("UserActivity:", null)]
    [InlineData("UserActivity:01", null)]
    [InlineData("UserActivity:1@", null)]
    [InlineData("UserActivity:1@2025-09-08", null)]
    [InlineData("UserActivity:99999999999999999999", null)]
    [InlineData("UserActivity:-9223372036854775808", null)]
    [InlineData("UserActivity:1@2999-01-01T00:00:00.000Z", "AS_OF_OUT_OF_RANGE")]
    [InlineData("UserActivity:1\0", null)]
    [InlineData("Campaign:1", "STORE_MISSING")]
    [InlineData("Campaign:x", null)]
    [InlineData("LeadScoreChange:1", null)]
    [InlineData("LeadScoreChange:Y2hhbmdlOjEwNDE", "STORE_MISSING")]
    [InlineData("LeadScoreChange:1@2025-09-08T12:00:00.000Z", null)]
    [InlineData("LeadEvent:1", "There is no node resolver registered for type `LeadEvent`.")]
    [InlineData("Query:", "There is no node resolver registered for type `Query`.")]
    [InlineData("UserActivity", "The node ID string has an invalid format.")]
    public async Task Id_ForgedOrUnknown_IsNullOrAnErrorThatSaysWhy(string content, string? error)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        JsonElement response = await host.AskAsync($"{{ node(id: \"{IdOf(content)}\") {{ id }} }}");

        Assert.Equal(JsonValueKind.Null, response.GetProperty("data").GetProperty("node").ValueKind);
        Assert.Equal(
            error,
            response.TryGetProperty("errors", out JsonElement errors)
                ? (errors[0].TryGetProperty("extensions", out JsonElement more)
                    && more.TryGetProperty("code", out JsonElement code)
                        ? code : errors[0].GetProperty("message")).GetString()
                : null);
    }

    [Fact]
    public async Task Nodes_OfMoreSelectionsThanReads_AreRefused()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(
            DatabaseProvider.Sqlite, ("LeadGraph:Limits:ReadsPerOperation", "3"));
        string Query(int count) => "{" + string.Concat(Enumerable.Range(0, count).Select(i =>
            $" n{i}: nodes(ids: [\"{IdOf("UserActivity:1")}\", \"{IdOf("UserActivity:2")}\"]) {{ id }}")) + "}";

        JsonElement most = await host.AskAsync(Query(3));
        JsonElement more = await host.AskAsync(Query(4));

        Assert.False(most.TryGetProperty("errors", out _), most.GetRawText());
        Assert.All(
            more.GetProperty("errors").EnumerateArray(),
            error => Assert.Equal("TOO_MANY_READS", error.GetProperty("extensions").GetProperty("code").GetString()));
        Assert.Equal(2, more.GetProperty("errors").GetArrayLength());
    }

    private static Task<JsonElement> NodesAsync(ServiceHost host, string[] ids, string fields) => host.DataAsync(
        $"{{ nodes(ids: {JsonSerializer.Serialize(ids)}) {{ ... on UserActivity {{ {fields} }} }} }}");

    private static string IdOf(string content) => Convert.ToBase64String(Encoding.UTF8.GetBytes(content));
}
