using System.Diagnostics.Metrics;
using LeadGraph.Configuration;

namespace LeadGraph.Caching;

/// <summary>Counts cache lookups by result.</summary>
public sealed class ResponseCacheMetrics(IMeterFactory meters)
{
    private static readonly KeyValuePair<string, object?> Hit = new("leadgraph.cache.result", "hit");
    private static readonly KeyValuePair<string, object?> Miss = new("leadgraph.cache.result", "miss");
    private static readonly KeyValuePair<string, object?> Shared = new("leadgraph.cache.result", "shared");
    private static readonly KeyValuePair<string, object?> Stale = new("leadgraph.cache.result", "stale");

    private readonly Counter<long> _lookups = meters.Create(LeadGraphMetrics.MeterName).CreateCounter<long>(
        "leadgraph.cache.lookups", "{request}", "Requests to cacheable endpoints, by the result of the cache lookup.");

    /// <summary>Counts a response served fresh from the cache.</summary>
    public void RecordHit() => _lookups.Add(1, Hit);

    /// <summary>Counts a request that computes its response.</summary>
    public void RecordMiss() => _lookups.Add(1, Miss);

    /// <summary>Counts a request that waits for an identical request in progress.</summary>
    public void RecordShared() => _lookups.Add(1, Shared);

    /// <summary>Counts a stale response served because of a failure.</summary>
    public void RecordStale() => _lookups.Add(1, Stale);
}
