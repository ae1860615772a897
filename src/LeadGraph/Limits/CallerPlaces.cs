using System.Threading.RateLimiting;
using LeadGraph.Access;

namespace LeadGraph.Limits;

/// <summary>
/// Gives each request a place among those of its caller: a WebSocket among the streams it holds, anything else among
/// what it has answered at a time. A request that turns out to be a subscription changes from these to those, see
/// <see cref="OperationTurn"/>.
/// </summary>
public sealed class CallerPlaces(RequestDelegate next, CallerLimiters limiters)
{
    /// <summary>Lets the request pass when its turn comes, or ends it with 429.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        PartitionedRateLimiter<string> places =
            GraphQLAccess.OpensSocket(context) ? limiters.Streams : limiters.Operations;
        using RateLimitLease place =
            await places.AcquireAsync(CallerLimits.NameOf(context), cancellationToken: context.RequestAborted);
        if (!place.IsAcquired)
        {
            await CallerLimits.RefuseAsync(context, place);
            return;
        }

        context.Features.Set(place);
        await next(context);
    }
}
