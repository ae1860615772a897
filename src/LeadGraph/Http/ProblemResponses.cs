using Microsoft.AspNetCore.WebUtilities;

namespace LeadGraph.Http;

/// <summary>The body of a response to an address or a method that nothing answers, RFC 9457.</summary>
/// <param name="Title">What the status means.</param>
/// <param name="Status">The status.</param>
/// <param name="Detail">What is wrong, and what there is.</param>
/// <param name="Error">The same, as other errors of REST have it.</param>
public sealed record ProblemBody(string Title, int Status, string Detail, string Error);

/// <summary>Gives responses without a body one that says what is wrong.</summary>
public static class ProblemResponses
{
    /// <summary>The media type of the body.</summary>
    internal const string ContentType = "application/problem+json";

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
        int status = context.Response.StatusCode;
        return context.Response.WriteAsJsonAsync(
            new ProblemBody(ReasonPhrases.GetReasonPhrase(status), status, detail, detail), options: null, ContentType);
    }

    // A method can be any token, however long.
    private static string Method(HttpRequest request)
        => request.Method.Length <= 10 ? request.Method : "the one of this request";
}
