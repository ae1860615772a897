using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.GraphQL;

public class PagingTests
{
    private static readonly string[] Keys =
    [
        "userId", "username", "firstName", "email", "registeredAt", "totalEvents", "activeDays", "lastActivity",
        "leadScore",
    ];

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Pages_OrderedByEachFieldInBothDirections_ContainEveryUserOnce(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        long[] everybody = [.. ReferenceData.Rows("registrations.csv").Select(row => long.Parse(row[0]!)).Order()];

        foreach (string key in Keys)
        {
            foreach (string direction in new[] { "ASC", "DESC" })
            {
                List<JsonElement> forward = await WalkAsync(host, $"{{ {key}: {direction} }}", forward: true);
                List<JsonElement> backward = await WalkAsync(host, $"{{ {key}: {direction} }}", forward: false);

                Assert.Equal(everybody, forward.Select(IdOf).Order());
                Assert.Equal(forward.Select(IdOf), backward.Select(IdOf));
                AssertNullsLast(forward, key);
            }
        }
    }

    private static async Task<List<JsonElement>> WalkAsync(ServiceHost host, string order, bool forward)
    {
        string arguments = forward ? "first: 37, after: $cursor" : "last: 37, before: $cursor";
        string query =
            $$"""
            query($cursor: String) {
              userActivity({{arguments}}, order: {{order}}) {
                nodes { {{string.Join(' ', Keys)}} }
                pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
              }
            }
            """;
        var met = new List<JsonElement>();
        string? cursor = null;
        do
        {
            JsonElement page = (await host.DataAsync(query, new { cursor })).GetProperty("userActivity");
            JsonElement[] nodes = [.. page.GetProperty("nodes").EnumerateArray()];
            met.InsertRange(forward ? met.Count : 0, nodes);
            JsonElement info = page.GetProperty("pageInfo");
            bool hasMore = info.GetProperty(forward ? "hasNextPage" : "hasPreviousPage").GetBoolean();
            cursor = hasMore ? info.GetProperty(forward ? "endCursor" : "startCursor").GetString() : null;
            Assert.True(met.Count <= 220, "The walk does not end.");
        }
        while (cursor is not null);

        return met;
    }

    private static void AssertNullsLast(List<JsonElement> nodes, string key)
    {
        bool[] isNull = [.. nodes.Select(node => node.GetProperty(key).ValueKind == JsonValueKind.Null)];
        Assert.Equal(isNull.Order(), isNull);
    }

    private static long IdOf(JsonElement node) => node.GetProperty("userId").GetInt64();
}
