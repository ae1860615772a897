using System.IO.Pipelines;
using System.Threading.RateLimiting;
using LeadGraph.GraphQL;
using LeadGraph.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LeadGraph.Limits;

/// <summary>
/// What all callers together may take: so many requests are answered at a time, some more wait, and the rest learn at
/// once that the service is busy. A request needs its permit from when all of it is there to when its answer begins:
/// neither who sends slowly keeps others out, nor who reads slowly. WebSockets need one for each operation, and
/// probes none.
/// </summary>
public sealed class ServerConcurrencyMiddleware(RequestDelegate next, CallerLimiters limiters)
{
    /// <summary>Lets the request pass when its turn comes, or ends it with 503.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        if (GraphQLAccess.OpensSocket(context) || CallerRateLimits.IsProbe(context))
        {
            await next(context);
            return;
        }

        await ReceiveAsync(context);
        using RateLimitLease permit = await limiters.Service.AcquireAsync(cancellationToken: context.RequestAborted);
        if (!permit.IsAcquired)
        {
            context.Response.Headers.RetryAfter = "1";
            await context.WriteErrorAsync(
                StatusCodes.Status503ServiceUnavailable, "BUSY", "The service is busy; try again in 1 s.");
            return;
        }

        context.Response.OnStarting(() =>
        {
            permit.Dispose();
            return Task.CompletedTask;
        });
        await next(context);
    }

    // Waits for the whole body, which the server keeps for whoever reads it: the GraphQL endpoint, and nobody else.
    private static async Task ReceiveAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GraphQLErrorFormat>() is null
            || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true)
        {
            return;
        }

        PipeReader body = context.Request.BodyReader;
        try
        {
            ReadResult read = await body.ReadAsync(context.RequestAborted);
            while (!read.IsCompleted)
            {
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                read = await body.ReadAsync(context.RequestAborted);
            }

            body.AdvanceTo(read.Buffer.Start);
        }
        catch (IOException)
        {
            // The endpoint meets the same and has words for it.
        }
    }
}
