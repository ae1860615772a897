using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace LeadGraph.Limits;

/// <summary>
/// Counts the WebSockets of callers who introduce themselves only once theirs is open. The address that opened it has
/// been counted before.
/// </summary>
public sealed class SocketLimit(IOptions<LimitOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _sockets = PartitionedRateLimiter.Create<string, string>(
        caller => RateLimitPartition.GetConcurrencyLimiter(caller, _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Value.StreamsPerCaller,
            QueueLimit = 0
        }));

    /// <summary>Counts the socket until it is closed; false where its caller has too many.</summary>
    /// <param name="context">The request that opened it, with the caller.</param>
    public bool TryAdmit(HttpContext context)
    {
        RateLimitLease lease = _sockets.AttemptAcquire(context.User.Identity?.Name ?? "");
        context.Response.RegisterForDispose(lease);
        return lease.IsAcquired;
    }

    /// <inheritdoc/>
    public void Dispose() => _sockets.Dispose();
}
