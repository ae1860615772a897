namespace LeadGraph.Http;

/// <summary>Security headers of every response.</summary>
public static class SecurityHeaders
{
    /// <summary>The content security policy of data: nothing in it may run or be shown as a page.</summary>
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>
    /// Adds the headers to every response. The endpoint of a page sets its own content security policy.
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
