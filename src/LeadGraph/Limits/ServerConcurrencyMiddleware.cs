using System.Threading.RateLimiting;
using LeadGraph.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LeadGraph.Limits;

/// <summary>
/// Concurrency limit for all callers. Acquires a lease of <see cref="CallerLimiters.Service"/>, waiting in its queue,
/// and responds with 503 if the queue is full. A request holds its lease from when its body has arrived until its
/// response starts, so that slow clients do not block others. WebSockets need a lease per operation, see
/// <see cref="OperationLease"/>, and a <see cref="LongPoll"/> one per read; health probes and endpoints with
/// <see cref="Exempt"/> need none.
/// </summary>
public sealed class ServerConcurrencyMiddleware(RequestDelegate next, CallerLimiters limiters)
{
    /// <summary>
    /// Metadata of endpoints that need no database and must respond while the service is busy. The limits per caller
    /// apply to them.
    /// </summary>
    public static readonly object Exempt = new Exemption();

    /// <summary>Runs the rest of the pipeline when a lease is acquired, or responds with 503.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.OpensWebSocket() || Callers.IsProbe(context) || LongPoll.IsRequestedBy(context)
            || context.GetEndpoint()?.Metadata.GetMetadata<Exemption>() is not null)
        {
            await next(context);
            return;
        }

        if (ReadsBody(context) && await context.BufferBodyAsync() is null)
        {
            return;
        }

        using RateLimitLease lease = await limiters.Service.AcquireAsync(cancellationToken: context.RequestAborted);
        if (!lease.IsAcquired)
        {
            await WriteBusyAsync(context);
            return;
        }

        context.Response.OnStarting(() =>
        {
            lease.Dispose();
            return Task.CompletedTask;
        });
        await next(context);
    }

    /// <summary>Responds with 503.</summary>
    /// <param name="context">The request.</param>
    internal static Task WriteBusyAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return context.WriteErrorAsync(
            StatusCodes.Status503ServiceUnavailable, "BUSY", "The service is busy; try again in 1 s.");
    }

    // Only the GraphQL endpoint reads bodies.
    private static bool ReadsBody(HttpContext context)
        => context.GetEndpoint()?.Metadata.GetMetadata<GraphQLErrorFormat>() is not null
            && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;

    private sealed class Exemption;
}
