using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;

namespace LeadGraph.Http;

/// <summary>The body of every REST error response.</summary>
/// <param name="Error">The message for the caller.</param>
public sealed record ErrorBody(string Error);

/// <summary>Marks an endpoint whose errors are GraphQL errors.</summary>
public sealed record GraphQLErrorFormat;

/// <summary>Writes error responses.</summary>
public static class ErrorResponses
{
    private const string GraphQLJson = "application/graphql-response+json";

    /// <summary>
    /// Writes an error in the format of the requested endpoint: GraphQL or REST. It is no failure if the client
    /// disconnects meanwhile.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The GraphQL error's code.</param>
    /// <param name="message">The message for the caller.</param>
    public static Task WriteErrorAsync(this HttpContext context, int status, string code, string message)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        if (!IsGraphQL(context))
        {
            return response.WriteAsJsonAsync(new ErrorBody(message));
        }

        bool acceptsOnlyJson = context.Request.GetTypedHeaders().Accept is { Count: > 0 } accepted
            && accepted.Any(type => type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            && !accepted.Any(type => type.MatchesAllTypes
                || type.MediaType.Equals(GraphQLJson, StringComparison.OrdinalIgnoreCase));
        return response.WriteAsJsonAsync(
            new { errors = new[] { new { message, extensions = new { code } } } },
            JsonSerializerOptions.Web,
            $"{(acceptsOnlyJson ? "application/json" : GraphQLJson)}; charset=utf-8");
    }

    private static bool IsGraphQL(HttpContext context)
        => (context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint)
            ?.Metadata.GetMetadata<GraphQLErrorFormat>() is not null;
}
