namespace LeadGraph.Http;

/// <summary>What every answer tells the browser that shows it.</summary>
public static class SecurityHeaders
{
    /// <summary>Of answers that are data: nothing in them may be run or shown as a page.</summary>
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>
    /// Adds the headers to every answer. A page that needs more brings a content security policy of its own.
    /// </summary>
    /// <param name="app">The application.</param>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = DataPolicy;
            }

            return Task.CompletedTask;
        });
        return next(context);
    });
}
