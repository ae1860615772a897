using System.Net.Http.Json;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.GraphQL;

/// <summary>Requests that the tests of access share.</summary>
internal static class GraphQLRequests
{
    public const string Emails = "{ userActivity { nodes { email } } }";

    public static object Subscribe(string document, string id = "1") => new { id, type = "subscribe", payload = new { query = document } };

    public static async Task<HttpResponseMessage> PostAsync(
        ServiceHost host, string? key, string document, string accept = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = document }) };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        return await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
