using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Reference;

namespace LeadGraph.Tests.GraphQL;

public class SchemaTests
{
    [Fact]
    public async Task Schema_CommittedFile_IsTheOneServed()
    {
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={ReferenceData.NewSqliteFile()}");

        string committed = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schema.graphql"));
        string? difference = SchemaText.Difference(await ServedAsync(host), committed);

        Assert.True(difference is null, "schema.graphql is stale; write it anew with "
            + $"`dotnet run --project src/LeadGraph -- schema export --output schema.graphql`: {difference}");
    }

    [ReferenceTheory, OnSqlite]
    public async Task ReferenceSchema_Served_IsEqual(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        Assert.Null(SchemaText.Difference(
            await File.ReadAllTextAsync(ReferenceData.PathOf("schema.graphql")), await ServedAsync(host)));
    }

    [Fact]
    public async Task Introspection_OutsideDevelopment_IsRefusedUnlessSwitchedOn()
    {
        const string Query = "{ __schema { queryType { name } } }";
        string database = $"Data Source={ReferenceData.NewSqliteFile()}";
        await using ServiceHost closed = await ServiceHost.StartAsync(database);
        await using ServiceHost open = await ServiceHost.StartAsync(database, ("LeadGraph:GraphQL:Introspection", "true"));

        Assert.False((await closed.AskAsync(Query)).TryGetProperty("data", out _));
        Assert.True((await open.AskAsync(Query)).TryGetProperty("data", out _));
    }

    private static Task<string> ServedAsync(ServiceHost host) => host.Client.GetStringAsync("/graphql/schema.graphql");
}
