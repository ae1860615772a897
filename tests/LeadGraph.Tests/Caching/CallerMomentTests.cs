using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Caching;

/// <summary>What one caller sees of answers from memory, next to answers that are computed.</summary>
public class CallerMomentTests
{
    private const string Rest = "/api/user-activity";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Answers_OfDifferentEndpoints_NeverGoBackInTime(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            provider, settings: ("LeadGraph:Cache:Seconds", "5"));
        await school.RegisterAsync(1);
        Func<Task<int>>[] ways =
        [
            () => RestAsync(school.Host), () => GraphQLAsync(school.Host), () => CsvAsync(school.Host)
        ];
        var random = new Random(20260101);
        int known = 0;

        for (int i = 0; i < 100; i++)
        {
            await school.ActAsync(1, events: 1);
            school.Host.Clock.Now += TimeSpan.FromMilliseconds(random.Next(1, 400));
            int seen = await ways[random.Next(ways.Length)]();

            Assert.True(seen >= known, $"After {known} events, {seen} were seen.");
            known = seen;
        }
    }

    private static async Task<int> RestAsync(ServiceHost host)
        => (int)JsonNode.Parse(await host.Client.GetStringAsync(Rest))![0]!["total_events"]!;

    private static async Task<int> GraphQLAsync(ServiceHost host)
    {
        using HttpResponseMessage answer = await host.Client.PostAsJsonAsync(
            "/graphql", new { query = "{ userActivity { nodes { totalEvents } } }" });
        return (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!
            ["data"]!["userActivity"]!["nodes"]![0]!["totalEvents"]!;
    }

    private static async Task<int> CsvAsync(ServiceHost host)
    {
        string[][] lines = [.. (await host.Client.GetStringAsync($"{Rest}.csv")).TrimStart('\uFEFF')
            .Split("\r\n").Select(line => line.Split(','))];
        return int.Parse(lines[1][Array.IndexOf(lines[0], "total_events")]);
    }
}
