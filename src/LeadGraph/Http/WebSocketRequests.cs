namespace LeadGraph.Http;

/// <summary>Marks an endpoint that accepts WebSockets, and says at which path.</summary>
/// <param name="Path">The path; below it the endpoint serves plain requests only.</param>
public sealed record WebSocketEndpoint(PathString Path);

/// <summary>Recognizes requests that open a WebSocket.</summary>
public static class WebSocketRequests
{
    /// <summary>
    /// Whether the request opens a WebSocket. A request for one at any other path is treated as a plain request, as its
    /// endpoint does.
    /// </summary>
    /// <param name="context">The request.</param>
    public static bool OpensWebSocket(this HttpContext context)
        => context.WebSockets.IsWebSocketRequest
            && context.GetEndpoint()?.Metadata.GetMetadata<WebSocketEndpoint>() is { } endpoint
            && context.Request.Path.StartsWithSegments(endpoint.Path, out PathString below)
            && below.Value is null or "" or "/";
}
