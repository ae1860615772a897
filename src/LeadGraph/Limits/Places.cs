using System.Threading.RateLimiting;

namespace LeadGraph.Limits;

/// <summary>Leases that are given back together, some of them sooner if that takes too long.</summary>
public sealed class Places : IDisposable
{
    private readonly List<IDisposable> _held = [];

    /// <summary>Keeps a lease.</summary>
    /// <param name="lease">The lease.</param>
    public RateLimitLease Add(RateLimitLease lease)
    {
        _held.Add(lease);
        return lease;
    }

    /// <summary>Keeps a lease, and for no longer than the time given.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="longest">The time.</param>
    public void Add(RateLimitLease lease, TimeSpan longest)
    {
        _held.Add(lease);
        _held.Add(new Timer(_ => lease.Dispose(), state: null, longest, Timeout.InfiniteTimeSpan));
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
