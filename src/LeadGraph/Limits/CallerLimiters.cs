using System.Threading.RateLimiting;
using LeadGraph.Data;
using Microsoft.Extensions.Options;

namespace LeadGraph.Limits;

/// <summary>
/// The rate and concurrency limiters. Each but <see cref="Service"/> has a separate limit for each name: of a caller or
/// an address, or one name that all share. The empty name has no limit.
/// </summary>
public sealed class CallerLimiters : IDisposable
{
    /// <summary>Creates the limiters.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="reads">How many CSV downloads there are connections for.</param>
    public CallerLimiters(IOptions<LimitOptions> options, ReadLimits reads)
    {
        LimitOptions limits = options.Value;
        Rate = Partitioned(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => TokenBucketOptions(limits)));
        Operations = ConcurrencyPerName(limits.ConcurrentRequestsPerCaller, limits.QueuedRequestsPerCaller);
        Streams = ConcurrencyPerName(limits.StreamsPerCaller, queued: 0);
        Subscriptions = ConcurrencyPerName(limits.SubscriptionsPerCaller, queued: 0);
        // The queue has room for the events of all subscriptions, because an event cannot be requested again.
        Events = ConcurrencyPerName(limits.ConcurrentEventsPerCaller, limits.SubscriptionsPerCaller);
        DownloadsPerCaller = ConcurrencyPerName(reads.DownloadsPerCaller, queued: 0);
        Downloads = ConcurrencyPerName(reads.Downloads, queued: 0);
        Connections = ConcurrencyPerName(limits.ConnectionsPerAddress, queued: 0);
        HeadBytesPerAddress = ConcurrencyPerName(limits.HeadBytesPerAddress, queued: 0);
        HeadBytes = ConcurrencyPerName(limits.HeadBytes, queued: 0);
        Service = new ConcurrencyLimiter(ConcurrencyOptions(limits.ConcurrentRequests, limits.QueuedRequests));
        ExecutionTimeout = limits.ExecutionTimeout;
    }

    /// <summary>The rate of requests and of operations over WebSockets.</summary>
    public PartitionedRateLimiter<string> Rate { get; }

    /// <summary>Concurrent requests and operations over WebSockets.</summary>
    public PartitionedRateLimiter<string> Operations { get; }

    /// <summary>Open WebSockets and event streams.</summary>
    public PartitionedRateLimiter<string> Streams { get; }

    /// <summary>Subscriptions.</summary>
    public PartitionedRateLimiter<string> Subscriptions { get; }

    /// <summary>Concurrent executions of subscription events.</summary>
    public PartitionedRateLimiter<string> Events { get; }

    /// <summary>Concurrent downloads of one caller.</summary>
    public PartitionedRateLimiter<string> DownloadsPerCaller { get; }

    /// <summary>Concurrent downloads of all callers; they share one name.</summary>
    public PartitionedRateLimiter<string> Downloads { get; }

    /// <summary>Connections of one address.</summary>
    public PartitionedRateLimiter<string> Connections { get; }

    /// <summary>Memory of the request lines and headers of one address, in bytes.</summary>
    public PartitionedRateLimiter<string> HeadBytesPerAddress { get; }

    /// <summary>Memory of the request lines and headers of all addresses, in bytes; they share one name.</summary>
    public PartitionedRateLimiter<string> HeadBytes { get; }

    /// <summary>Concurrent requests, operations and events of all callers.</summary>
    public RateLimiter Service { get; }

    /// <summary>The longest time that an operation or an event may hold its lease of <see cref="Service"/>.</summary>
    public TimeSpan ExecutionTimeout { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Rate.Dispose();
        Operations.Dispose();
        Streams.Dispose();
        Subscriptions.Dispose();
        Events.Dispose();
        DownloadsPerCaller.Dispose();
        Downloads.Dispose();
        Connections.Dispose();
        HeadBytesPerAddress.Dispose();
        HeadBytes.Dispose();
        Service.Dispose();
    }

    private static PartitionedRateLimiter<string> Partitioned(
        Func<string, RateLimitPartition<string>> createPartition)
        => PartitionedRateLimiter.Create<string, string>(
            name => name.Length == 0 ? RateLimitPartition.GetNoLimiter(name) : createPartition(name));

    private static PartitionedRateLimiter<string> ConcurrencyPerName(int permits, int queued)
        => Partitioned(
            name => RateLimitPartition.GetConcurrencyLimiter(name, _ => ConcurrencyOptions(permits, queued)));

    private static ConcurrencyLimiterOptions ConcurrencyOptions(int permits, int queued) => new()
    {
        PermitLimit = permits,
        QueueLimit = queued,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst
    };

    private static TokenBucketRateLimiterOptions TokenBucketOptions(LimitOptions limits)
    {
        int tokens = Math.Max(1, limits.RequestsPerSecond / 10);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = limits.BurstRequests,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / limits.RequestsPerSecond),
            QueueLimit = 0
        };
    }
}
