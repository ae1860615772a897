using System.Text.Json;
using LeadGraph.Configuration;
using LeadGraph.Http;
using LeadGraph.Limits;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Mcp;

/// <summary>
/// Runs before the MCP endpoint. Responds with 404 while it is off, and with 403 to pages of other sites: by DNS
/// rebinding a page can make its own host name lead to this machine, so that its requests are of the same site, but it
/// cannot make its origin a loopback address or one that <c>LeadGraph:Cors:Origins</c> lists.
/// </summary>
/// <param name="next">The endpoint.</param>
/// <param name="options">Whether the endpoint is on.</param>
/// <param name="addresses">Knows where the service listens.</param>
/// <param name="settings">The allowed origins.</param>
/// <param name="limits">How large a message may be.</param>
public sealed class McpGuard(
    RequestDelegate next,
    IOptions<McpOptions> options,
    ListenAddressCheck addresses,
    IOptions<LeadGraphOptions> settings,
    IOptions<LimitOptions> limits)
{
    private bool IsEnabled => options.Value.Enabled ?? addresses.IsLocalOnly;

    /// <summary>Serves the request.</summary>
    /// <param name="context">The request.</param>
    public Task InvokeAsync(HttpContext context)
        => !IsEnabled ? context.WriteErrorAsync(StatusCodes.Status404NotFound, "NOT_FOUND",
                $"Assistants are not served here; {McpOptions.Section}:{nameof(McpOptions.Enabled)} allows it.")
            : !IsAllowed(context.Request.Headers.Origin)
                ? context.WriteErrorAsync(StatusCodes.Status403Forbidden, "CROSS_SITE_REQUEST",
                    "Pages of other sites may not call this service; LeadGraph:Cors:Origins lists those that may.")
            : !context.Request.HasJsonContentType()
                ? context.WriteErrorAsync(StatusCodes.Status415UnsupportedMediaType, "BAD_REQUEST",
                    "Send a JSON-RPC message as application/json.")
            : ServeAsync(context);

    private async Task ServeAsync(HttpContext context)
    {
        if (await context.BufferBodyAsync() is not { } body)
        {
            return;
        }

        if (ProblemOf(body.Span) is { } problem)
        {
            await context.WriteErrorAsync(StatusCodes.Status400BadRequest, "BAD_REQUEST", problem);
            return;
        }

        var calls = new ToolCalls();
        context.Features.Set(calls);
        try
        {
            await next(context);
        }
        catch (JsonException) when (!context.Response.HasStarted)
        {
            await context.WriteErrorAsync(
                StatusCodes.Status400BadRequest, "BAD_REQUEST", "The body is no JSON-RPC message.");
        }
        finally
        {
            await calls.EndAsync();
        }
    }

    // What is made of a message takes many times its bytes.
    private string? ProblemOf(ReadOnlySpan<byte> body)
    {
        int tokens = 0;
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                if (++tokens > limits.Value.DocumentTokens)
                {
                    return $"The message has more than {limits.Value.DocumentTokens} values and names.";
                }

                if (reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }

            return null;
        }
        catch (JsonException)
        {
            return "The body is no JSON-RPC message.";
        }
        catch (InvalidOperationException)
        {
            return "The message has a string that is not valid Unicode.";
        }
    }

    private bool IsAllowed(StringValues origins) => origins.Count == 0
        || (origins is [{ } origin]
            && (settings.Value.Cors.Origins.Contains("*")
                || settings.Value.Cors.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
                || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
                    && uri.Scheme is "http" or "https" && uri.IsLoopback)));
}
