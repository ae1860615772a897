using System.Threading.RateLimiting;

namespace LeadGraph.Limits;

/// <summary>
/// A lease that is released exactly once, even if several threads dispose it. The leases of
/// System.Threading.RateLimiting are not thread-safe: one that is released twice raises its limit permanently.
/// </summary>
public sealed class SingleReleaseLease : RateLimitLease
{
    private readonly RateLimitLease _lease;
    private int _isReleased;

    /// <summary>Wraps a lease.</summary>
    /// <param name="lease">The lease, which is not disposed elsewhere.</param>
    public SingleReleaseLease(RateLimitLease lease) => _lease = lease;

    /// <inheritdoc/>
    public override bool IsAcquired => _lease.IsAcquired;

    /// <inheritdoc/>
    public override IEnumerable<string> MetadataNames => _lease.MetadataNames;

    /// <inheritdoc/>
    public override bool TryGetMetadata(string metadataName, out object? metadata)
        => _lease.TryGetMetadata(metadataName, out metadata);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            _lease.Dispose();
        }
    }
}
