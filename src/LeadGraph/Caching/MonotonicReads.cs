using System.Collections.Concurrent;

namespace LeadGraph.Caching;

/// <summary>
/// Gives each caller monotonic reads: remembers how recent the data are that a caller has read, so that the cache does
/// not serve older data to the same caller, whichever endpoint it calls next.
/// </summary>
/// <param name="clock">The clock whose <see cref="TimeProvider.GetTimestamp"/> values are compared.</param>
/// <param name="freshness">How long cached responses are fresh; earlier reads need not be remembered.</param>
public sealed class MonotonicReads(TimeProvider clock, TimeSpan freshness)
{
    private readonly ConcurrentDictionary<string, long> _lastReads = new();
    private long _lastCleanup = clock.GetTimestamp();

    /// <summary>The current timestamp.</summary>
    public long Now => clock.GetTimestamp();

    /// <summary>The timestamp of the most recent data that a caller has read.</summary>
    /// <param name="caller">The caller's name.</param>
    public long LastReadBy(string caller) => _lastReads.GetValueOrDefault(caller, long.MinValue);

    /// <summary>Records that a caller has read data that are at most as recent as a timestamp.</summary>
    /// <param name="caller">The caller's name.</param>
    /// <param name="timestamp">The timestamp.</param>
    public void Record(string caller, long timestamp)
    {
        if (LastReadBy(caller) < timestamp)
        {
            _lastReads.AddOrUpdate(caller, timestamp, (_, lastRead) => Math.Max(lastRead, timestamp));
        }

        long lastCleanup = Interlocked.Read(ref _lastCleanup), now = Now;
        if (clock.GetElapsedTime(lastCleanup, now) > freshness
            && Interlocked.CompareExchange(ref _lastCleanup, now, lastCleanup) == lastCleanup)
        {
            foreach (var lastRead in _lastReads)
            {
                if (clock.GetElapsedTime(lastRead.Value, now) > freshness)
                {
                    _lastReads.TryRemove(lastRead);
                }
            }
        }
    }
}
