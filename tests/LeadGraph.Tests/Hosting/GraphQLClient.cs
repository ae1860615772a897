using System.Net.Http.Json;
using System.Text.Json;

namespace LeadGraph.Tests.Hosting;

/// <summary>Asks the GraphQL endpoint over HTTP, as any client would.</summary>
public static class GraphQLClient
{
    /// <summary>The whole response.</summary>
    public static async Task<JsonElement> AskAsync(this ServiceHost host, string query, object? variables = null)
    {
        using HttpResponseMessage response = await host.Client.PostAsJsonAsync("/graphql", new { query, variables });
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The data of a response, which must be free of errors.</summary>
    public static async Task<JsonElement> DataAsync(this ServiceHost host, string query, object? variables = null)
    {
        JsonElement response = await host.AskAsync(query, variables);
        Assert.False(response.TryGetProperty("errors", out JsonElement errors), errors.ToString());
        return response.GetProperty("data");
    }

    /// <summary>The ids of a page of <c>userActivity</c>.</summary>
    public static async Task<long[]> IdsAsync(this ServiceHost host, string arguments, object? variables = null)
    {
        string declaration = variables is null ? "" : "query($where: UserActivityFilterInput)";
        JsonElement data = await host.DataAsync(
            $"{declaration} {{ userActivity({arguments}) {{ nodes {{ userId }} }} }}", variables);
        return [.. data.GetProperty("userActivity").GetProperty("nodes").EnumerateArray()
            .Select(node => node.GetProperty("userId").GetInt64())];
    }
}
