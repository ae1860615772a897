using LeadGraph.Configuration;
using Microsoft.Extensions.Options;

namespace LeadGraph.Http;

/// <summary>
/// Rejects cross-site requests that CORS does not prevent, unless <c>LeadGraph:Cors:Origins</c> lists the origin: POST
/// requests, WebSocket upgrades, and loading a response as an image or a script. A cross-site GET by script is served,
/// because CORS keeps the page from reading the response.
/// </summary>
public sealed class CrossSiteGuard(RequestDelegate next, IOptions<LeadGraphOptions> options)
{
    /// <summary>Runs the rest of the pipeline, or responds with 403.</summary>
    /// <param name="context">The request.</param>
    public Task InvokeAsync(HttpContext context)
        => IsCrossSite(context)
            ? context.WriteErrorAsync(StatusCodes.Status403Forbidden, "CROSS_SITE_REQUEST",
                "Pages of other sites may not call this service; LeadGraph:Cors:Origins lists those that may.")
            : next(context);

    private bool IsCrossSite(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.Headers.Origin is [{ } origin])
        {
            bool isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
                || HttpMethods.IsOptions(request.Method);
            IReadOnlyList<string> allowed = options.Value.Cors.Origins;
            return (!isRead || context.WebSockets.IsWebSocketRequest)
                && !IsSameSite(origin, request.Host)
                && !allowed.Contains("*") && !allowed.Contains(origin, StringComparer.OrdinalIgnoreCase);
        }

        // Without an Origin header it is an image, script or style sheet; navigation by a link is allowed.
        return request.Headers["Sec-Fetch-Site"] == "cross-site" && request.Headers["Sec-Fetch-Mode"] != "navigate";
    }

    // The scheme is not compared: behind a proxy that terminates TLS, the service sees http.
    private static bool IsSameSite(string origin, HostString host)
        => Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
            && string.Equals(uri.Host, host.Host, StringComparison.OrdinalIgnoreCase)
            && (host.Port == uri.Port || (host.Port is null && uri.IsDefaultPort));
}
