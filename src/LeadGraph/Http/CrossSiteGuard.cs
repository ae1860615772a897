using LeadGraph.Configuration;
using Microsoft.Extensions.Options;

namespace LeadGraph.Http;

/// <summary>
/// Refuses what a page of another site makes a visitor's browser do behind its back, unless the page's origin is one
/// of <c>LeadGraph:Cors:Origins</c>: to post, to open a WebSocket, which CORS does not cover, or to load an answer as
/// an image or a script. A page that asks by GET gets an answer that CORS keeps the browser from showing it.
/// </summary>
public sealed class CrossSiteGuard(RequestDelegate next, IOptions<LeadGraphOptions> options)
{
    /// <summary>Lets the request pass, or ends it with 403.</summary>
    /// <param name="context">The request.</param>
    public Task InvokeAsync(HttpContext context)
        => IsForeign(context)
            ? context.WriteErrorAsync(StatusCodes.Status403Forbidden, "CROSS_SITE_REQUEST",
                "Pages of other sites may not call this service; LeadGraph:Cors:Origins lists those that may.")
            : next(context);

    private bool IsForeign(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.Headers.Origin is [{ } origin])
        {
            bool isPlain = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
                || HttpMethods.IsOptions(request.Method);
            IReadOnlyList<string> allowed = options.Value.Cors.Origins;
            return (!isPlain || context.WebSockets.IsWebSocketRequest)
                && !IsOwn(origin, request.Host)
                && !allowed.Contains("*") && !allowed.Contains(origin, StringComparer.OrdinalIgnoreCase);
        }

        // An image, a script, a style sheet; following a link to the service is no offence.
        return request.Headers["Sec-Fetch-Site"] == "cross-site" && request.Headers["Sec-Fetch-Mode"] != "navigate";
    }

    // Not the scheme: behind a proxy that speaks TLS for the service, the service itself is asked over http.
    private static bool IsOwn(string origin, HostString host)
        => Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
            && string.Equals(uri.Host, host.Host, StringComparison.OrdinalIgnoreCase)
            && (host.Port == uri.Port || (host.Port is null && uri.IsDefaultPort));
}
