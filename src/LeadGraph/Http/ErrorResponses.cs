using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;

namespace LeadGraph.Http;

/// <summary>The body of every REST answer that is an error.</summary>
/// <param name="Error">What went wrong, in words for the caller.</param>
public sealed record ErrorBody(string Error);

/// <summary>Marks an endpoint whose errors are GraphQL errors.</summary>
public sealed record GraphQLErrorFormat;

/// <summary>Answers that end a request before, or instead of, its endpoint.</summary>
public static class ErrorResponses
{
    private const string GraphQLJson = "application/graphql-response+json";

    /// <summary>Answers with an error in the format that the endpoint asked for answers in.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The GraphQL error's code.</param>
    /// <param name="message">What is wrong, in words for the caller.</param>
    public static Task WriteErrorAsync(this HttpContext context, int status, string code, string message)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        if (!IsGraphQL(context))
        {
            return response.WriteAsJsonAsync(new ErrorBody(message), context.RequestAborted);
        }

        bool knowsOnlyJson = context.Request.GetTypedHeaders().Accept is { Count: > 0 } accepted
            && accepted.Any(type => type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            && !accepted.Any(type => type.MatchesAllTypes
                || type.MediaType.Equals(GraphQLJson, StringComparison.OrdinalIgnoreCase));
        return response.WriteAsJsonAsync(
            new { errors = new[] { new { message, extensions = new { code } } } },
            JsonSerializerOptions.Web,
            $"{(knowsOnlyJson ? "application/json" : GraphQLJson)}; charset=utf-8",
            context.RequestAborted);
    }

    private static bool IsGraphQL(HttpContext context)
        => (context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint)
            ?.Metadata.GetMetadata<GraphQLErrorFormat>() is not null;
}
