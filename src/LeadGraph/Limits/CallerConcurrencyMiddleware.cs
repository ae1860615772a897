using System.Threading.RateLimiting;
using LeadGraph.GraphQL;

namespace LeadGraph.Limits;

/// <summary>
/// Gives each request a place among those of its caller: a WebSocket among the streams it holds, anything else among
/// what it has answered at a time; and a download among those that are sent at a time, to its caller and to all. A request that turns out to be a subscription changes from these to those, see
/// <see cref="OperationLease"/>.
/// </summary>
public sealed class CallerConcurrencyMiddleware(RequestDelegate next, CallerLimiters limiters)
{
    /// <summary>Lets the request pass when its turn comes, or ends it with 429.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        string caller = CallerRateLimits.NameOf(context);
        PartitionedRateLimiter<string> places =
            GraphQLAccess.OpensSocket(context) ? limiters.Streams : limiters.Operations;
        // An operation that becomes a subscription gives it back too, and may do so while the request ends.
        using var place = new SingleReleaseLease(
            await places.AcquireAsync(caller, cancellationToken: context.RequestAborted));
        if (!place.IsAcquired)
        {
            await CallerRateLimits.WriteErrorAsync(context, place);
            return;
        }

        context.Features.Set<RateLimitLease>(place);
        await (CallerRateLimits.IsDownload(context) ? DownloadAsync(context, caller) : next(context));
    }

    private async Task DownloadAsync(HttpContext context, string caller)
    {
        using RateLimitLease ofCaller = limiters.DownloadsPerCaller.AttemptAcquire(caller);
        using RateLimitLease ofAll = limiters.Downloads.AttemptAcquire("all", ofCaller.IsAcquired ? 1 : 0);
        if (ofCaller.IsAcquired && ofAll.IsAcquired)
        {
            await next(context);
        }
        else
        {
            await CallerRateLimits.WriteErrorAsync(context, ofCaller.IsAcquired ? ofAll : ofCaller);
        }
    }
}
