using System.Threading.RateLimiting;
using LeadGraph.Http;

namespace LeadGraph.Limits;

/// <summary>
/// Per-caller concurrency limit. Acquires one lease before the endpoint runs: <see cref="CallerLimiters.Streams"/> for
/// a WebSocket upgrade or a <see cref="LongPoll"/>, else <see cref="CallerLimiters.Operations"/>. A download also needs
/// a lease of <see cref="CallerLimiters.DownloadsPerCaller"/> and of <see cref="CallerLimiters.Downloads"/>; it holds
/// these to its end, and its operation lease only until the response starts, because the client may read slowly. An
/// operation waits for a lease in its caller's queue; it gets 429 if the queue is full. For streams and downloads there
/// is no queue: they get 429 at once. A request that becomes a subscription swaps its lease in
/// <see cref="OperationLease.BecomeSubscription"/>.
/// </summary>
public sealed class CallerConcurrencyMiddleware(RequestDelegate next, CallerLimiters limiters)
{
    private const string TooManyRequests = "The caller has too many requests at a time;";

    /// <summary>Runs the rest of the pipeline when a lease is acquired, or responds with 429.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        string caller = Callers.NameOf(context);
        if (Download.IsRequestedBy(context))
        {
            await DownloadAsync(context, caller);
            return;
        }

        bool isStream = context.OpensWebSocket() || LongPoll.IsRequestedBy(context);
        PartitionedRateLimiter<string> limiter = isStream ? limiters.Streams : limiters.Operations;
        // OperationLease.BecomeSubscription releases it too, possibly at the same time.
        using var lease = new SingleReleaseLease(
            await limiter.AcquireAsync(caller, cancellationToken: context.RequestAborted));
        if (!lease.IsAcquired)
        {
            await CallerRateMiddleware.WriteErrorAsync(context, lease, isStream
                ? "The caller has too many open WebSockets, event streams and waiting requests; close one, or"
                : TooManyRequests);
            return;
        }

        context.Features.Set<RateLimitLease>(lease);
        await next(context);
    }

    // The download leases come first: if none is free, the caller gets 429 at once and does not wait in the queue.
    private async Task DownloadAsync(HttpContext context, string caller)
    {
        using RateLimitLease callerLease = limiters.DownloadsPerCaller.AttemptAcquire(caller);
        using RateLimitLease sharedLease = limiters.Downloads.AttemptAcquire("all", callerLease.IsAcquired ? 1 : 0);
        if (!callerLease.IsAcquired || !sharedLease.IsAcquired)
        {
            await (callerLease.IsAcquired
                ? CallerRateMiddleware.WriteErrorAsync(
                    context, sharedLease, "All callers together have too many downloads at a time;")
                : CallerRateMiddleware.WriteErrorAsync(
                    context, callerLease, "The caller has too many downloads at a time; let one end, or"));
            return;
        }

        using var operation = new SingleReleaseLease(
            await limiters.Operations.AcquireAsync(caller, cancellationToken: context.RequestAborted));
        if (!operation.IsAcquired)
        {
            await CallerRateMiddleware.WriteErrorAsync(context, operation, TooManyRequests);
            return;
        }

        context.Response.OnStarting(() =>
        {
            operation.Dispose();
            return Task.CompletedTask;
        });
        await next(context);
    }
}
