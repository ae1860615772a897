using System.Net.Http.Json;
using System.Text.Json;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Dashboard.Tests.Browsing;

/// <summary>The list of leads as the service itself gives it, to hold the page against.</summary>
public static class LeadList
{
    /// <summary>The user ids of all leads, in the order of the arguments given.</summary>
    /// <param name="host">The service.</param>
    /// <param name="arguments">Arguments of <c>userActivity</c>.</param>
    public static async Task<string[]> UserIdsAsync(ServiceHost host, string arguments)
    {
        var ids = new List<string>();
        string? after = null;
        do
        {
            using HttpResponseMessage response = await host.Client.PostAsJsonAsync("/graphql", new
            {
                query = $$"""
                    query($after: String) {
                      userActivity(first: 100, after: $after, {{arguments}}) {
                        pageInfo { hasNextPage endCursor }
                        nodes { userId }
                      }
                    }
                    """,
                variables = new { after }
            });
            JsonElement page = (await response.Content.ReadFromJsonAsync<JsonElement>())
                .GetProperty("data").GetProperty("userActivity");
            ids.AddRange(page.GetProperty("nodes").EnumerateArray()
                .Select(lead => lead.GetProperty("userId").ToString()));
            JsonElement info = page.GetProperty("pageInfo");
            after = info.GetProperty("hasNextPage").GetBoolean() ? info.GetProperty("endCursor").GetString() : null;
        }
        while (after is not null);
        return [.. ids];
    }
}
