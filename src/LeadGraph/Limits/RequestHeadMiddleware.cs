using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Limits;

/// <summary>
/// Limits the memory of the request lines and headers of requests until their responses have been sent, and tells the
/// <see cref="RequestHead"/> of the connection when a request begins.
/// </summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="limiters">The limits per address and for all addresses.</param>
public sealed class RequestHeadMiddleware(RequestDelegate next, CallerLimiters limiters)
{
    // An idle connection keeps the request line of its last request, in several copies.
    private const int LongestTargetOfIdleConnection = 2 * 1024;

    /// <summary>Runs the rest of the pipeline.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="MemoryLimitException">A memory limit is exceeded.</exception>
    public Task InvokeAsync(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        long? body = BodyLength(context);
        RequestHead? arrived = context.Features.Get<RequestHead>();
        arrived?.BeginRequest(body);
        if (body is null)
        {
            context.Response.OnCompleted(() =>
            {
                if (IsBodyRead(context))
                {
                    arrived?.EndBody();
                }

                return Task.CompletedTask;
            });
        }

        if (body is null || target.Length > LongestTargetOfIdleConnection)
        {
            context.Response.OnStarting(() =>
            {
                if (context.Response.StatusCode != StatusCodes.Status101SwitchingProtocols
                    && (target.Length > LongestTargetOfIdleConnection || !IsBodyRead(context)))
                {
                    context.Response.Headers.Connection = "close";
                }

                return Task.CompletedTask;
            });
        }

        long length = target.Length + LengthOf(context.Request.Headers);
        if (length > HeadMemory.UncountedBytes)
        {
            // Behind a proxy this may be another address than that of the connection.
            var memory = new HeadMemory(
                limiters, $"{Callers.AddressOf(context.Connection.RemoteIpAddress)}");
            context.Response.RegisterForDispose(memory);
            memory.Hold(length);
        }

        return next(context);
    }

    // Null if the length on the wire is not known, as of a body in chunks and of what comes over a WebSocket.
    private static long? BodyLength(HttpContext context)
        => context.Request.ContentLength is { } length ? length
            : IsUpgradable(context) || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
                ? null : 0;

    private static bool IsUpgradable(HttpContext context)
        => context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest == true;

    // Whether the body has been read to its end, so that the next request follows. If not, Kestrel first reads the rest
    // of the body, after the response.
    private static bool IsBodyRead(HttpContext context)
        => IsUpgradable(context)
            ? context.Response.StatusCode != StatusCodes.Status101SwitchingProtocols
            : RequestBodies.IsRead(context);

    private static long LengthOf(IHeaderDictionary headers)
    {
        long length = 0;
        foreach ((string name, StringValues values) in headers)
        {
            foreach (string? value in values)
            {
                length += name.Length + (value?.Length ?? 0);
            }
        }

        return length;
    }
}
