using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeadGraph.Access;
using LeadGraph.Data;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using static LeadGraph.Tests.Campaigns.CampaignSchool;

namespace LeadGraph.Tests.Campaigns;

/// <summary>Who may create campaigns, and by which requests.</summary>
public class CampaignAccessTests
{
    private const string Input = "{ name: \"x\", goal: { eventTypes: [\"paid\"], withinDays: 3 } }";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Input_ThatMakesNoSense_IsNamedWholeAndCreatesNothing(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);

        Assert.Equal(
            [
                "INVALID_CAMPAIGN input.name", "INVALID_CAMPAIGN input.variants.1.name",
                "INVALID_CAMPAIGN input.variants.1.share", "INVALID_CAMPAIGN input.variants",
                "INVALID_CAMPAIGN input.holdoutPercent", "INVALID_CAMPAIGN input.notContactedDays",
                "INVALID_CAMPAIGN input.exclude.0", "INVALID_CAMPAIGN input.goal.eventTypes",
                "INVALID_CAMPAIGN input.goal.withinDays", "INVALID_CAMPAIGN input.optOutEventTypes.0"
            ],
            await ErrorsAsync(school.Host, """
                mutation { createCampaign(input: { name: " ", holdoutPercent: 51, notContactedDays: 0, exclude: ["a"],
                    variants: [{ name: "A", share: 50 }, { name: " A", share: 0 }], optOutEventTypes: [""],
                    goal: { eventTypes: [], withinDays: 0 } }) { id } }
                """));
        string eleven = string.Join(
            ", ", Enumerable.Range(0, 11).Select(i => $"{{ name: \"{i}\", share: {(i == 0 ? 90 : 1)} }}"));
        Assert.Equal(["INVALID_CAMPAIGN input.variants"], await ErrorsAsync(school.Host, $$"""
            mutation { createCampaign(input: { name: "x", goal: { eventTypes: ["paid"], withinDays: 3 },
                variants: [{{eleven}}] }) { id } }
            """));
        Assert.Equal(
            ["INVALID_CAMPAIGN input"],
            await ErrorsAsync(school.Host, Mutation("leadScores: [HOT]")));
        Assert.Equal(["INVALID_CAMPAIGN input.search"],
            await ErrorsAsync(school.Host, Mutation($"search: \"{new string('x', 1001)}\"")));
        Assert.Equal(["CAMPAIGN_NOT_FOUND input.exclude.0"], await ErrorsAsync(school.Host, Mutation("exclude: [9]")));
        Assert.Equal(
            ["CAMPAIGN_NOT_FOUND id"], await ErrorsAsync(school.Host, "mutation { closeCampaign(id: 9) { id } }"));
        Assert.Equal(
            ["CAMPAIGN_NOT_FOUND id"], await ErrorsAsync(school.Host, "mutation { deleteCampaign(id: \"9\") }"));
        Assert.Equal(["INVALID_CAMPAIGN id"], await ErrorsAsync(school.Host, "{ campaign(id: \"change:1\") { id } }"));
        Assert.Equal(0, (await school.Host.DataAsync("{ campaigns { totalCount } }")).GetProperty("campaigns")
            .GetProperty("totalCount").GetInt32());

        string Mutation(string more)
            => $"mutation {{ createCampaign(input: {Input[..^1]}, {more} }}) {{ id }} }}";
    }

    [Fact]
    public async Task Campaigns_WithoutAStore_NameTheCommandThatCreatesOne()
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(DatabaseProvider.Sqlite, "01:00:00");

        foreach (string query in new[]
        {
            $"mutation {{ createCampaign(input: {Input}) {{ id }} }}", "{ campaigns { totalCount } }",
            "{ campaign(id: 1) { id } }", "mutation { closeCampaign(id: 1) { id } }"
        })
        {
            Assert.Equal(["STORE_MISSING"], await ErrorsAsync(school.Host, query));
        }

        using HttpResponseMessage list = await school.Host.Client.GetAsync("/api/campaigns/1/members.csv");
        Assert.Equal(HttpStatusCode.NotImplemented, list.StatusCode);
    }

    [Theory]
    [InlineData("/api/campaigns/9/members.csv", HttpStatusCode.NotFound, "There is no campaign 9.")]
    [InlineData("/api/campaigns/x/ids", HttpStatusCode.NotFound, "There is no campaign x.")]
    [InlineData("/api/campaigns/1/members.pdf", HttpStatusCode.BadRequest, "format accepts csv, jsonl or xlsx.")]
    [InlineData("/api/campaigns/1/members.csv?variant=Z", HttpStatusCode.BadRequest, "variant accepts A.")]
    [InlineData("/api/campaigns/1/members.csv?varinat=A", HttpStatusCode.BadRequest, "There is no parameter varinat.")]
    [InlineData("/api/campaigns/1/ids?columns=user_id", HttpStatusCode.BadRequest, "This list accepts variant.")]
    [InlineData("/api/campaigns/1/members.csv?columns=points", HttpStatusCode.BadRequest, "columns")]
    public async Task Lists_ThatAreNot_SayWhatIsWrong(string address, HttpStatusCode status, string message)
    {
        await using ChangingDatabase school = await OpenAsync(DatabaseProvider.Sqlite);
        await CreateAsync(school.Host, Input[2..^2]);

        using HttpResponseMessage answer = await school.Host.Client.GetAsync(address);

        Assert.Equal(status, answer.StatusCode);
        JsonElement body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(message, body.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Callers_WithoutTheScope_ReadCampaignsButWriteNone()
    {
        string writer = ApiKey.New(), reader = ApiKey.New();
        await using ChangingDatabase school = await OpenAsync(
            DatabaseProvider.Sqlite,
            ("LeadGraph:Auth:Mode", "ApiKey"),
            ("LeadGraph:Auth:ApiKeys:anna:Hash", ApiKey.HashOf(writer)),
            ("LeadGraph:Auth:ApiKeys:anna:Scopes", "read,campaigns"),
            ("LeadGraph:Auth:ApiKeys:boris:Hash", ApiKey.HashOf(reader)),
            ("LeadGraph:Auth:ApiKeys:boris:Scopes", "read,personal"));
        school.Host.Client.DefaultRequestHeaders.Authorization = new("Bearer", reader);
        Assert.Equal(
            ["AUTH_NOT_AUTHORIZED"],
            await ErrorsAsync(school.Host, $"mutation {{ createCampaign(input: {Input}) {{ id }} }}"));

        school.Host.Client.DefaultRequestHeaders.Authorization = new("Bearer", writer);
        string id = await CreateAsync(school.Host, Input[2..^2]);

        school.Host.Client.DefaultRequestHeaders.Authorization = new("Bearer", reader);
        Assert.Equal("anna", (await school.Host.DataAsync($"{{ campaign(id: {id}) {{ createdBy }} }}"))
            .GetProperty("campaign").GetProperty("createdBy").GetString());
    }

    [Fact]
    public async Task Mutations_OverGetAndWebSocket_AreRefused()
    {
        await using ChangingDatabase school = await OpenAsync(DatabaseProvider.Sqlite);
        string query = $"mutation {{ createCampaign(input: {Input}) {{ id }} }}";

        using HttpResponseMessage get = await school.Host.Client.GetAsync(
            "/graphql?query=" + Uri.EscapeDataString(query));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(school.Host.Client.BaseAddress!);
        await socket.InitAsync();
        await socket.SendAsync(new { id = "1", type = "subscribe", payload = new { query } });
        Assert.Contains("MUTATION_NOT_ALLOWED", await socket.ReceiveAsync());
        Assert.Equal(0, (await school.Host.DataAsync("{ campaigns { totalCount } }")).GetProperty("campaigns")
            .GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Mutations_ThatAreEqualAndAtATime_AreEachExecuted()
    {
        await using ChangingDatabase school = await OpenAsync(
            DatabaseProvider.PostgreSql, ("LeadGraph:Cache:Seconds", "60"));

        string[] ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => CreateAsync(school.Host, Input[2..^2])));

        Assert.Equal(4, ids.Distinct().Count());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Campaigns_CreatedAtATime_ContactNobodyTwice(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);

        JsonElement[] responses = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => school.Host.AskAsync(
            $"mutation {{ createCampaign(input: {Input[..^1]}, notContactedDays: 1 }}) {{ members }} }}")));

        // The others find everybody contacted, and fail for no other reason.
        Assert.Equal(
            ["INVALID_CAMPAIGN input", "INVALID_CAMPAIGN input", "made"],
            responses.Select(response => response.TryGetProperty("errors", out JsonElement errors)
                ? string.Join(", ", errors.EnumerateArray().Select(error => error.GetProperty("extensions"))
                    .Select(x => $"{x.GetProperty("code").GetString()} {x.GetProperty("argument").GetString()}"))
                : "made").Order());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Names_OnListsAndInSearches_AreForTheScopePersonal(DatabaseProvider provider)
    {
        string personal = ApiKey.New(), other = ApiKey.New();
        await using ChangingDatabase school = await OpenAsync(
            provider,
            ("LeadGraph:Auth:Mode", "ApiKey"),
            ("LeadGraph:Auth:ApiKeys:anna:Hash", ApiKey.HashOf(personal)),
            ("LeadGraph:Auth:ApiKeys:anna:Scopes", "read,personal,campaigns"),
            ("LeadGraph:Auth:ApiKeys:boris:Hash", ApiKey.HashOf(other)),
            ("LeadGraph:Auth:ApiKeys:boris:Scopes", "read,campaigns"));
        await school.ExecuteAsync("""
            UPDATE free_lesson_registrations SET username = 'secret_anna', email = 'a@secret.example' WHERE user_id = 7
            """);
        const string search = ", search: \"secret\"";
        const string where = ", where: { username: { startsWith: \"secret\" } }";

        school.Host.Client.DefaultRequestHeaders.Authorization = new("Bearer", other);
        foreach (string segment in (string[])[search, where])
        {
            // Not as if nobody had the name.
            foreach (string field in (string[])["mutation { createCampaign", "{ previewCampaign"])
            {
                Assert.Equal([$"AUTH_NOT_AUTHORIZED input.{segment.Split(' ', ':')[1]}"], await ErrorsAsync(
                    school.Host, $"{field}(input: {Input[..^1]}{segment} }}) {{ members }} }}"));
            }
        }

        school.Host.Client.DefaultRequestHeaders.Authorization = new("Bearer", personal);
        string id = await CreateAsync(school.Host, Input[2..^2] + search);
        Assert.Equal("7", string.Join(',', await IdsAsync(school.Host, id)));
        string filtered = await CreateAsync(school.Host, Input[2..^2] + where);
        Assert.Equal("7", string.Join(',', await IdsAsync(school.Host, filtered)));
        Assert.Contains(
            "7,secret_anna,,a@secret.example,cool,", await GetAsync(school.Host, $"/api/campaigns/{id}/members.csv"));

        school.Host.Client.DefaultRequestHeaders.Authorization = new("Bearer", other);
        Assert.Contains("7,,,,cool,,A\r\n", await GetAsync(school.Host, $"/api/campaigns/{id}/members.csv"));
        Assert.Equal(["AUTH_NOT_AUTHORIZED"], await ErrorsAsync(school.Host, $"{{ campaign(id: {id}) {{ search }} }}"));
        Assert.Equal(
            ["AUTH_NOT_AUTHORIZED"], await ErrorsAsync(school.Host, $"{{ campaign(id: {filtered}) {{ where }} }}"));
    }
}
