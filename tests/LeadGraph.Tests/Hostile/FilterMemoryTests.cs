using System.Net.Http.Json;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Hostile;

/// <summary>
/// Large filters of which no two are alike. Each becomes a database query of its own, which is compiled and kept for
/// the next time, so these must not fill the heap.
/// </summary>
public class FilterMemoryTests
{
    // All of them together take more than the heap has.
    private const int Filters = 160;
    private const int Conditions = 220;

    // 112 MB in hexadecimal.
    private static readonly (string, string) HeapLimit = ("DOTNET_GCHeapHardLimit", "7000000");

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Filters_ThatAreAllDifferent_DoNotFillTheHeap(DatabaseProvider provider)
    {
        await using ServiceProcess service = await ServiceProcess.StartAsync(
            HeapLimit, ("ConnectionStrings:LeadGraph", await ReferenceData.DatabaseAsync(provider)));
        using var client = new HttpClient { BaseAddress = service.Address, Timeout = Eventually.Limit };
        const string Query =
            "query ($where: UserActivityFilterInput) { userActivity(where: $where, first: 1) { nodes { userId } } }";

        for (int i = 0; i < Filters; i++)
        {
            using HttpResponseMessage response = await client.PostAsJsonAsync(
                "/graphql", new { query = Query, variables = new { where = Filter(i) } });
            JsonElement result = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.False(result.TryGetProperty("errors", out _), $"{i}: {result}\n{service.Log}");
        }

        Assert.True(service.IsRunning);
        Assert.DoesNotContain("OutOfMemoryException", service.Log);
    }

    // The operators are the binary digits of the number, so the same filter never comes again.
    private static object Filter(int number) => new Dictionary<string, object>
    {
        ["or"] = Enumerable.Range(0, Conditions).Select(i => new Dictionary<string, object>
        {
            ["leadScore"] = new Dictionary<string, object>
            {
                [(number >> (i % 8) & 1) == 0 ? "eq" : "neq"] = "HOT"
            }
        })
    };
}
