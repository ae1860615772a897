using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Dashboard;

/// <summary>Serves the dashboard at the root of the service.</summary>
public static class DashboardEndpoints
{
    // The dashboard loads everything from this origin, has no inline code, and must not be framed.
    private const string ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; "
        + "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string NotBuiltPage = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>LeadGraph: no dashboard</title>
        <h1>LeadGraph runs, but without its dashboard</h1>
        <p>The dashboard was left out of this build, because npm was missing or could not reach its registry.
        Install Node.js 20.19 or newer, make sure that npm finds its registry, and build again:</p>
        <pre>dotnet run --project src/LeadGraph</pre>
        <p>Meanwhile the leads are at <a href="/api/user-activity">/api/user-activity</a>, as a list for spreadsheets at
        <a href="/api/user-activity.csv">/api/user-activity.csv</a>, and by GraphQL at <code>/graphql</code>.</p>
        </html>
        """;

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps every file of the dashboard, or a page that says why it is missing.</summary>
    /// <param name="routes">The routes.</param>
    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        IReadOnlyList<DashboardFile> files = DashboardFile.ReadAll();
        foreach (DashboardFile file in files)
        {
            routes.MapMethods(file.Path, Methods, (HttpContext context) => Send(context, file))
                .AllowAnonymous()
                .ExcludeFromDescription();
        }

        if (files.Count == 0)
        {
            routes.MapMethods("/", Methods, SendNotBuiltPage).AllowAnonymous().ExcludeFromDescription();
        }
    }

    private static FileContentHttpResult Send(HttpContext context, DashboardFile file)
    {
        var (encoding, bytes, tag) = file.ContentFor(context.Request.Headers.AcceptEncoding);
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.CacheControl = file.IsImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (encoding.Length > 0)
        {
            headers.ContentEncoding = encoding;
        }

        return TypedResults.Bytes(bytes, file.ContentType, entityTag: tag);
    }

    private static ContentHttpResult SendNotBuiltPage(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Content(NotBuiltPage, "text/html; charset=utf-8");
    }
}
