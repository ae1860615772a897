using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Caching;

/// <summary>A caller never reads older data than before, from the cache or not.</summary>
public class MonotonicReadsTests
{
    private const string Rest = "/api/user-activity";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Responses_OfDifferentEndpoints_NeverGoBackInTime(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            provider, settings: ("LeadGraph:Cache:Seconds", "5"));
        await school.RegisterAsync(1);
        Func<Task<int>>[] readers =
        [
            () => RestAsync(school.Host), () => GraphQLAsync(school.Host), () => CsvAsync(school.Host)
        ];
        var random = new Random(20260101);
        int lastCount = 0;

        for (int i = 0; i < 100; i++)
        {
            await school.ActAsync(1, events: 1);
            school.Host.Clock.Now += TimeSpan.FromMilliseconds(random.Next(1, 400));
            int count = await readers[random.Next(readers.Length)]();

            Assert.True(count >= lastCount, $"After {lastCount} events, {count} were read.");
            lastCount = count;
        }
    }

    private static async Task<int> RestAsync(ServiceHost host)
        => (int)JsonNode.Parse(await host.Client.GetStringAsync(Rest))![0]!["total_events"]!;

    private static async Task<int> GraphQLAsync(ServiceHost host)
    {
        using HttpResponseMessage response = await host.Client.PostAsJsonAsync(
            "/graphql", new { query = "{ userActivity { nodes { totalEvents } } }" });
        return (int)JsonNode.Parse(await response.Content.ReadAsStringAsync())!
            ["data"]!["userActivity"]!["nodes"]![0]!["totalEvents"]!;
    }

    private static async Task<int> CsvAsync(ServiceHost host)
    {
        string[][] lines = [.. (await host.Client.GetStringAsync($"{Rest}.csv")).TrimStart('\uFEFF')
            .Split("\r\n").Select(line => line.Split(','))];
        return int.Parse(lines[1][Array.IndexOf(lines[0], "total_events")]);
    }
}
