using System.Threading.RateLimiting;

namespace LeadGraph.Limits;

/// <summary>
/// Leases that are given back together, some of them sooner if that takes too long, and each of them once.
/// </summary>
public sealed class LeaseGroup : IDisposable
{
    private readonly List<IDisposable> _held = [];

    /// <summary>Keeps a lease.</summary>
    /// <param name="lease">The lease; where others dispose it too, a <see cref="SingleReleaseLease"/>.</param>
    public RateLimitLease Add(RateLimitLease lease)
    {
        RateLimitLease held = lease as SingleReleaseLease ?? new SingleReleaseLease(lease);
        _held.Add(held);
        return held;
    }

    /// <summary>Keeps a lease, and for no longer than the time given.</summary>
    /// <param name="lease">The lease; where others dispose it too, a <see cref="SingleReleaseLease"/>.</param>
    /// <param name="longest">The time.</param>
    public void Add(RateLimitLease lease, TimeSpan longest)
    {
        RateLimitLease held = Add(lease);
        _held.Add(new Timer(_ => held.Dispose(), state: null, longest, Timeout.InfiniteTimeSpan));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable held in _held)
        {
            held.Dispose();
        }
    }
}
