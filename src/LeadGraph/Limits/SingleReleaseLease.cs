using System.Threading.RateLimiting;

namespace LeadGraph.Limits;

/// <summary>
/// A lease that is released once however often, and from however many threads at a time, it is disposed. The
/// runtime's own leases are not safe against that: one that is released twice raises its limit for good.
/// </summary>
public sealed class SingleReleaseLease : RateLimitLease
{
    private readonly RateLimitLease _lease;
    private int _isReleased;

    /// <summary>Takes a lease over.</summary>
    /// <param name="lease">The lease, which nobody else disposes.</param>
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
