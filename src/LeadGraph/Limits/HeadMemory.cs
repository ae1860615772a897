using System.Threading.RateLimiting;

namespace LeadGraph.Limits;

/// <summary>The memory of a request line and headers. Not thread-safe.</summary>
/// <param name="limiters">The limits per address and for all addresses.</param>
/// <param name="address">The address that sends them; empty if it has none, and then no limit per address.</param>
public sealed class HeadMemory(CallerLimiters limiters, string address) : IDisposable
{
    /// <summary>The bytes of each request that do not count. The limit of connections bounds their sum.</summary>
    public const int UncountedBytes = 4 * 1024;

    // In bytes: they become text, and of parts of the request line there are several copies.
    private const int MemoryPerByteReceived = 4;

    // Requests that arrive slowly take few leases.
    private const long SmallestLease = 16 * 1024;

    private readonly List<RateLimitLease> _leases = [];
    private long _held;

    /// <summary>Holds the memory of a request line and headers. What is held already counts.</summary>
    /// <param name="bytes">Their length.</param>
    /// <exception cref="MemoryLimitException">A limit is exceeded.</exception>
    public void Hold(long bytes)
    {
        long missing = ((bytes - UncountedBytes) * MemoryPerByteReceived) - _held;
        if (missing <= 0)
        {
            return;
        }

        // Twice as much each time.
        long added = Math.Max(missing, Math.Max(_held, SmallestLease));
        Acquire(limiters.HeadBytesPerAddress, address, added, StatusCodes.Status429TooManyRequests,
            "TOO_MANY_REQUESTS", "The address sends too many long request lines and headers at a time; try again in "
            + "1 s.");
        Acquire(limiters.HeadBytes, "all", added, StatusCodes.Status503ServiceUnavailable,
            "BUSY", "The service is busy: it receives too many long request lines and headers; try again in 1 s.");
        _held += added;
    }

    /// <summary>Releases what is held. More can be held after that.</summary>
    public void Release()
    {
        _leases.ForEach(lease => lease.Dispose());
        _leases.Clear();
        _held = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Release();

    private void Acquire(
        PartitionedRateLimiter<string> limiter, string name, long bytes, int status, string code, string message)
    {
        RateLimitLease lease = limiter.AttemptAcquire(name, (int)bytes);
        if (!lease.IsAcquired)
        {
            throw new MemoryLimitException(status, code, message);
        }

        _leases.Add(lease);
    }
}
