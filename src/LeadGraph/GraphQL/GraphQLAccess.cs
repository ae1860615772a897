using LeadGraph.Http;

namespace LeadGraph.GraphQL;

/// <summary>What may be asked of the GraphQL endpoint without a credential.</summary>
public static class GraphQLAccess
{
    private static readonly string[] Operations =
        ["query", "id", "documentId", "operationName", "variables", "extensions", "sdl"];

    /// <summary>
    /// Whether a request is open to everyone: the explorer's page and files, which hold no data, and the opening of a
    /// WebSocket, which has to introduce its caller before anything else.
    /// </summary>
    /// <param name="context">The request.</param>
    public static bool IsOpen(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (context.OpensWebSocket())
        {
            return true;
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
            || Operations.Any(request.Query.ContainsKey))
        {
            return false;
        }

        string below = request.Path.Value![GraphQLSetup.Path.Length..].Trim('/');
        return below.Length > 0
            ? !below.StartsWith("schema", StringComparison.OrdinalIgnoreCase)
            : request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }
}
