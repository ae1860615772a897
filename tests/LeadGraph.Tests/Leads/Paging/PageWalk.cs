using System.Text.Json;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Leads.Paging;

/// <summary>Walks through all pages of an order, as a client does.</summary>
internal static class PageWalk
{
    /// <summary>The ids of the users that were met, in the order of the list.</summary>
    /// <param name="host">The service.</param>
    /// <param name="order">The argument <c>order</c>.</param>
    /// <param name="forward">Whether to walk from the start to the end.</param>
    /// <param name="size">The size of the pages.</param>
    /// <param name="betweenPages">What happens between two pages.</param>
    public static async Task<List<long>> MeetAsync(
        ServiceHost host, string order, bool forward, int size, Func<Task>? betweenPages = null)
    {
        string arguments = forward ? $"first: {size}, after: $cursor" : $"last: {size}, before: $cursor";
        string query =
            $$"""
            query($cursor: String) {
              userActivity({{arguments}}, order: {{order}}) {
                edges { cursor node { userId } }
                pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
              }
            }
            """;
        var met = new List<long>();
        string? cursor = null;
        do
        {
            JsonElement page = (await host.DataAsync(query, new { cursor })).GetProperty("userActivity");
            JsonElement[] edges = [.. page.GetProperty("edges").EnumerateArray()];
            JsonElement info = page.GetProperty("pageInfo");
            met.InsertRange(
                forward ? met.Count : 0,
                edges.Select(edge => edge.GetProperty("node").GetProperty("userId").GetInt64()));
            Assert.Equal(
                cursor is not null, info.GetProperty(forward ? "hasPreviousPage" : "hasNextPage").GetBoolean());
            Assert.Equal(edges.FirstOrDefault().ToCursor(), info.GetProperty("startCursor").GetString());
            Assert.Equal(edges.LastOrDefault().ToCursor(), info.GetProperty("endCursor").GetString());
            Assert.True(met.Count < 1_000, "The walk does not end.");
            cursor = info.GetProperty(forward ? "hasNextPage" : "hasPreviousPage").GetBoolean()
                ? info.GetProperty(forward ? "endCursor" : "startCursor").GetString()
                : null;
            await (cursor is null || betweenPages is null ? Task.CompletedTask : betweenPages());
        }
        while (cursor is not null);

        return met;
    }

    private static string? ToCursor(this JsonElement edge)
        => edge.ValueKind == JsonValueKind.Undefined ? null : edge.GetProperty("cursor").GetString();
}
