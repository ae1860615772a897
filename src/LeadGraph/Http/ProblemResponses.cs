namespace LeadGraph.Http;

/// <summary>Gives responses without a body one that says what is wrong, RFC 9457.</summary>
public static class ProblemResponses
{
    private const string Places = "Leads are at /api/user-activity, GraphQL is at /graphql, and /openapi/v1.json "
        + "describes what else there is.";

    /// <summary>Adds bodies to the statuses 404 and 405 of addresses and methods that nothing answers.</summary>
    /// <param name="app">The application.</param>
    public static void UseProblemResponses(this WebApplication app)
        => app.UseStatusCodePages(pages => WriteAsync(pages.HttpContext));

    private static Task WriteAsync(HttpContext context)
    {
        string? detail = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => $"There is nothing at this address. {Places}",
            StatusCodes.Status405MethodNotAllowed when context.Response.Headers.Allow is { Count: > 0 } allowed
                => $"This address accepts the methods {allowed}, and not {Method(context.Request)}.",
            _ => null
        };
        if (detail is null)
        {
            return Task.CompletedTask;
        }

        context.Response.Headers.CacheControl = "no-store";
        // Beside the members of the RFC the one that other errors of REST have.
        return TypedResults.Problem(
                detail, statusCode: context.Response.StatusCode,
                extensions: new Dictionary<string, object?> { ["error"] = detail })
            .ExecuteAsync(context);
    }

    // A method can be any token, however long.
    private static string Method(HttpRequest request)
        => request.Method.Length <= 10 ? request.Method : "the one of this request";
}
