using System.Text.Json.Nodes;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Data;

/// <summary>The example that Docker Compose brings with its profile <c>example</c>.</summary>
public class ExampleDataTests
{
    [PostgreSqlFact]
    public async Task Example_RunTwice_BringsLeadsOfEachTierOnce()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        string folder = Path.Combine(Repository.Root, "src/LeadGraph/Data/PostgreSql");
        string example = await File.ReadAllTextAsync(Path.Combine(folder, "example.sql"));
        await PostgreSqlServer.ExecuteAsync(
            database, await File.ReadAllTextAsync(Path.Combine(folder, "tables.sql")) + example);
        await PostgreSqlServer.ExecuteAsync(database, example);
        await using ServiceHost host = await ServiceHost.StartAsync(database);
        host.Clock.Now = DateTimeOffset.UtcNow;

        string answer = await host.Client.GetStringAsync("/graphql?query={leadScoreSummary{leadScore users}}");

        int[] users = [.. JsonNode.Parse(answer)!["data"]!["leadScoreSummary"]!.AsArray()
            .OrderBy(tier => Enum.Parse<LeadScore>((string)tier!["leadScore"]!, ignoreCase: true))
            .Select(tier => (int)tier!["users"]!)];
        Assert.Equal([40, 30, 20, 10], users);
    }
}
