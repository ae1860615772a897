using System.Threading.RateLimiting;

namespace LeadGraph.Limits;

/// <summary>
/// Leases, and memory, that are released together, each exactly once. A lease with a timeout may be released earlier.
/// </summary>
public sealed class LeaseGroup : IDisposable
{
    private readonly List<IDisposable> _items = [];

    /// <summary>Adds a lease.</summary>
    /// <param name="lease">The lease; a <see cref="SingleReleaseLease"/> if others dispose it too.</param>
    /// <returns>The lease that is safe to dispose more than once.</returns>
    public RateLimitLease Add(RateLimitLease lease)
    {
        RateLimitLease added = lease as SingleReleaseLease ?? new SingleReleaseLease(lease);
        _items.Add(added);
        return added;
    }

    /// <summary>Adds a lease that is released after a timeout at the latest.</summary>
    /// <param name="lease">The lease; a <see cref="SingleReleaseLease"/> if others dispose it too.</param>
    /// <param name="timeout">The timeout.</param>
    public void Add(RateLimitLease lease, TimeSpan timeout)
    {
        RateLimitLease added = Add(lease);
        _items.Add(new Timer(_ => added.Dispose(), state: null, timeout, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Adds memory.</summary>
    /// <param name="memory">The memory, which may be released earlier.</param>
    public void Add(MemoryHold memory) => _items.Add(memory);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable item in _items)
        {
            item.Dispose();
        }
    }
}
