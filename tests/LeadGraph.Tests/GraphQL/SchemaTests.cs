using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Reference;

namespace LeadGraph.Tests.GraphQL;

public class SchemaTests
{
    private static readonly (string Key, string? Value) Introspection = ("LeadGraph:GraphQL:Introspection", "true");

    [Fact]
    public async Task SchemaFile_InTheRepository_IsEqualToTheServedSchema()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            $"Data Source={ReferenceData.NewSqliteFile()}", Introspection);

        string committed = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schema.graphql"));
        string? difference = SchemaText.Difference(await ServedAsync(host), committed);

        Assert.True(difference is null, "schema.graphql is stale; write it anew with "
            + $"`dotnet run --project src/LeadGraph -- schema export --output schema.graphql`: {difference}");
    }

    [ReferenceTheory, OnSqlite]
    public async Task ReferenceSchema_ComparedWithTheServedOne_IsPartOfIt(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(
            provider, Introspection);

        Assert.Empty(SchemaText.Missing(
            await File.ReadAllTextAsync(ReferenceData.PathOf("schema.graphql")), await ServedAsync(host)));
    }

    [Fact]
    public async Task Introspection_OutsideDevelopment_IsRejectedByDefault()
    {
        const string Query = "{ __schema { queryType { name } } }";
        string database = $"Data Source={ReferenceData.NewSqliteFile()}";
        await using ServiceHost closed = await ServiceHost.StartAsync(database);
        await using ServiceHost open = await ServiceHost.StartAsync(database, Introspection);

        Assert.False((await closed.AskAsync(Query)).TryGetProperty("data", out _));
        Assert.True((await open.AskAsync(Query)).TryGetProperty("data", out _));
    }

    [Theory]
    [InlineData("/graphql?sdl", HttpStatusCode.BadRequest)]
    [InlineData("/graphql/?sdl", HttpStatusCode.BadRequest)]
    [InlineData("/graphql/schema.graphql", HttpStatusCode.NotFound)]
    [InlineData("/graphql/schema.graphql?sdl", HttpStatusCode.NotFound)]
    public async Task SchemaText_WithoutIntrospection_IsNotServed(string path, HttpStatusCode status)
    {
        string database = $"Data Source={ReferenceData.NewSqliteFile()}";
        await using ServiceHost closed = await ServiceHost.StartAsync(database);
        await using ServiceHost open = await ServiceHost.StartAsync(database, Introspection);

        using HttpResponseMessage response = await closed.Client.GetAsync(path);
        using HttpResponseMessage served = await open.Client.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.DoesNotContain("userActivity", await response.Content.ReadAsStringAsync());
        Assert.Contains("userActivity", await served.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("{ userActivit { nodes { userId } } }", "{}", "userActivity")]
    [InlineData("{ userActivity(wher: {}) { totalCount } }", "{}", "where")]
    [InlineData("{ userActivity { nodes { usrId } } }", "{}", "userId")]
    [InlineData("{ userActivity { nodes { userId @skp(if: true) } } }", "{}", "skip")]
    [InlineData("{ userActivity(where: { emal: { eq: \"x\" } }) { totalCount } }", "{}", "email")]
    [InlineData("{ userActivity(order: { userId: ASK }) { totalCount } }", "{}", "ASC")]
    [InlineData("{ userActivity { ... on UserActivityConection { totalCount } } }", "{}", "UserActivityConnection")]
    [InlineData("{ userActivityById { firstName } }", "{}", "userId")]
    [InlineData(
        "query($f: UserActivityFilterInput) { userActivity(where: $f) { totalCount } }",
        """{"f":{"emal":{"eq":"x"}}}""",
        "email")]
    [InlineData(
        "query($o: [UserActivitySortInput!]) { userActivity(order: $o) { totalCount } }",
        """{"o":[{"userId":"ASK"}]}""",
        "ASC")]
    public async Task ErrorMessages_WithoutIntrospection_ContainOnlyNamesFromTheRequest(
        string query, string variables, string name)
    {
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={ReferenceData.NewSqliteFile()}");

        using HttpResponseMessage response = await host.Client.PostAsJsonAsync(
            "/graphql", new { query, variables = JsonElement.Parse(variables) });
        string responseText = await response.Content.ReadAsStringAsync();

        Assert.StartsWith("{\"errors\":[", responseText);
        string[] words = Regex.Split(responseText, @"\W+");
        Assert.DoesNotContain(name, words);
    }

    private static Task<string> ServedAsync(ServiceHost host) => host.Client.GetStringAsync("/graphql/schema.graphql");
}
