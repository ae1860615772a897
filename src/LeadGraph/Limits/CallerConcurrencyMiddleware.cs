using System.Threading.RateLimiting;
using LeadGraph.GraphQL;

namespace LeadGraph.Limits;

/// <summary>
/// Per-caller concurrency limit. A WebSocket upgrade holds a lease of <see cref="CallerLimiters.Streams"/> to its end.
/// Any other request holds one of <see cref="CallerLimiters.Operations"/> until its end; a download only until its
/// response begins, since its reader may take long, and from its start to its end one of the caller's downloads and one
/// of all downloads. A request that becomes a subscription swaps its lease, see <see cref="OperationLease"/>.
/// </summary>
public sealed class CallerConcurrencyMiddleware(RequestDelegate next, CallerLimiters limiters)
{
    /// <summary>Lets the request pass when its turn comes, or ends it with 429.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        string caller = CallerRateLimits.NameOf(context);
        if (CallerRateLimits.IsDownload(context))
        {
            await DownloadAsync(context, caller);
            return;
        }

        PartitionedRateLimiter<string> limiter =
            GraphQLAccess.OpensSocket(context) ? limiters.Streams : limiters.Operations;
        // An operation that becomes a subscription gives it back too, and may do so while the request ends.
        using var lease = new SingleReleaseLease(
            await limiter.AcquireAsync(caller, cancellationToken: context.RequestAborted));
        if (!lease.IsAcquired)
        {
            await CallerRateLimits.WriteErrorAsync(context, lease);
            return;
        }

        context.Features.Set<RateLimitLease>(lease);
        await next(context);
    }

    // Downloads come first: one too many is refused at once, and does not wait behind what the caller has running.
    private async Task DownloadAsync(HttpContext context, string caller)
    {
        using RateLimitLease ofCaller = limiters.DownloadsPerCaller.AttemptAcquire(caller);
        using RateLimitLease ofAll = limiters.Downloads.AttemptAcquire("all", ofCaller.IsAcquired ? 1 : 0);
        if (!ofCaller.IsAcquired || !ofAll.IsAcquired)
        {
            await CallerRateLimits.WriteErrorAsync(context, ofCaller.IsAcquired ? ofAll : ofCaller);
            return;
        }

        using var operation = new SingleReleaseLease(
            await limiters.Operations.AcquireAsync(caller, cancellationToken: context.RequestAborted));
        if (!operation.IsAcquired)
        {
            await CallerRateLimits.WriteErrorAsync(context, operation);
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
