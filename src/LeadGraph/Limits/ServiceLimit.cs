using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Limits;

/// <summary>
/// What all callers together may take: so many requests are answered at a time, some more wait, and the rest learn at
/// once that the service is busy. Streams and probes are not counted.
/// </summary>
public sealed class ServiceLimit(RequestDelegate next, IOptions<LimitOptions> options)
{
    private readonly ConcurrencyLimiter _permits = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.ConcurrentRequests,
        QueueLimit = options.Value.QueuedRequests,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst
    });

    /// <summary>Lets the request pass when its turn comes, or ends it with 503.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        if (CallerLimits.IsStream(context) || context.Request.Path.StartsWithSegments("/health"))
        {
            await next(context);
            return;
        }

        RateLimitLease lease = await _permits.AcquireAsync(cancellationToken: context.RequestAborted);
        if (!lease.IsAcquired)
        {
            context.Response.Headers[HeaderNames.RetryAfter] = "1";
            await context.RefuseAsync(
                StatusCodes.Status503ServiceUnavailable, "BUSY", "The service is busy; try again in 1 s.");
            return;
        }

        // Whatever still goes on after that waits for its caller to send or to read, and must not keep others out.
        using var patience = new CancellationTokenSource(options.Value.ExecutionTimeout);
        int held = 1;
        await using (patience.Token.UnsafeRegister(_ => Release(), state: null))
        {
            try
            {
                await next(context);
            }
            finally
            {
                Release();
            }
        }

        void Release()
        {
            if (Interlocked.Exchange(ref held, 0) == 1)
            {
                lease.Dispose();
            }
        }
    }
}
