using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace HotChocolate.AspNetCore.Explorer;

/// <summary>
/// Serves Banana Cake Pop to browsers: its page at the endpoint's path with a slash, so that the page's relative
/// addresses are below it, and its files there.
/// </summary>
internal static class ExplorerSite
{
    private const string PageFile = "index.html";
    private const string ConfigurationFile = "bcp-config.json";

    /// <summary>
    /// Nothing from elsewhere is loaded or called, nothing within the page is a script, and no page can frame it.
    /// What is let through is what Banana Cake Pop does not start without: it compiles its JSON schemas to functions
    /// (<c>unsafe-eval</c>), and its editor writes styles into the page.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FileExtensionContentTypeProvider s_contentTypes = new();

    /// <summary>Whether the explorer has a file of that name.</summary>
    public static bool Has(string resource)
        => ExplorerArchive.Instance is { } archive && (resource == ConfigurationFile || archive.Contains(resource));

    /// <summary>Responds with the page, or sends the browser to where it is.</summary>
    public static Task GetPageAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!request.Path.Value!.EndsWith('/'))
        {
            context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
            context.Response.Redirect($"{request.PathBase}{request.Path}/{request.QueryString}");
            return Task.CompletedTask;
        }

        SetHeaders(context.Response, PageFile);
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        return ExplorerArchive.Instance is null
            ? context.Response.WriteAsync(MissingPage, context.RequestAborted)
            : ExplorerArchive.CopyAsync(PageFile, context.Response.Body, context.RequestAborted);
    }

    /// <summary>Responds with a file that <see cref="Has"/> knows.</summary>
    public static Task GetFileAsync(HttpContext context, GraphQLToolOptions options, string resource)
    {
        SetHeaders(context.Response, resource);
        return resource == ConfigurationFile
            ? context.Response.WriteAsync(Configuration(options), context.RequestAborted)
            : ExplorerArchive.CopyAsync(resource, context.Response.Body, context.RequestAborted);
    }

    private static void SetHeaders(HttpResponse response, string file)
    {
        string type = s_contentTypes.TryGetContentType(file, out string? known) ? known : "text/plain";
        bool isText = type.StartsWith("text/", StringComparison.Ordinal);
        response.ContentType = isText ? $"{type}; charset=utf-8" : type;
        // The names of the files below static/ change with their content.
        response.Headers.CacheControl = file.StartsWith("static/", StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "no-cache";
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }

    private static string Configuration(GraphQLToolOptions options) => JsonSerializer.Serialize(new
    {
        useBrowserUrlAsEndpoint = true,
        disableTelemetry = true,
        graphQLDocument = options.Document,
    });

    private const string MissingPage = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>GraphQL</title></head>
        <body style="font-family: sans-serif; max-width: 40em; margin: 4em auto">
        <h1>This is a GraphQL endpoint</h1>
        <p>It works, but the explorer that belongs on this page is not in this build: when the server was built,
        npm was missing or found no network.</p>
        <p>To have it, install Node.js with npm and build again with a network: <code>dotnet build</code>.</p>
        <p>Without it, send operations by POST, and read the schema at
        <a href="schema.graphql">schema.graphql</a>.</p>
        </body>
        </html>
        """;
}
