using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace LeadGraph.Limits;

/// <summary>
/// Counts what each caller takes of the service, and what all of them take. A caller without a name counts for nothing.
/// </summary>
public sealed class CallerLimiters : IDisposable
{
    /// <summary>Begins to count.</summary>
    /// <param name="options">How much is too much.</param>
    public CallerLimiters(IOptions<LimitOptions> options)
    {
        LimitOptions limits = options.Value;
        Rate = Limiter(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => Bucket(limits)));
        Operations = Concurrency(limits.ConcurrentRequestsPerCaller, limits.QueuedRequestsPerCaller);
        Streams = Concurrency(limits.StreamsPerCaller, queued: 0);
        Subscriptions = Concurrency(limits.SubscriptionsPerCaller, queued: 0);
        // Room for all of them to wait: an event is never refused.
        Events = Concurrency(limits.ConcurrentEventsPerCaller, limits.SubscriptionsPerCaller);
        DownloadsPerCaller = Concurrency(limits.DownloadsPerCaller, queued: 0);
        Downloads = Concurrency(limits.Downloads, queued: 0);
        Connections = Concurrency(limits.ConnectionsPerAddress, queued: 0);
        Service = new ConcurrencyLimiter(Options(limits.ConcurrentRequests, limits.QueuedRequests));
        ExecutionTimeout = limits.ExecutionTimeout;
    }

    /// <summary>Requests, and operations over streams, in time.</summary>
    public PartitionedRateLimiter<string> Rate { get; }

    /// <summary>What is worked on at a time: requests, and operations over streams.</summary>
    public PartitionedRateLimiter<string> Operations { get; }

    /// <summary>WebSockets and event streams held open.</summary>
    public PartitionedRateLimiter<string> Streams { get; }

    /// <summary>Subscriptions over them.</summary>
    public PartitionedRateLimiter<string> Subscriptions { get; }

    /// <summary>Events of subscriptions that are worked on at a time.</summary>
    public PartitionedRateLimiter<string> Events { get; }

    /// <summary>Downloads of one caller.</summary>
    public PartitionedRateLimiter<string> DownloadsPerCaller { get; }

    /// <summary>Downloads of all callers, under one name.</summary>
    public PartitionedRateLimiter<string> Downloads { get; }

    /// <summary>Connections of one address.</summary>
    public PartitionedRateLimiter<string> Connections { get; }

    /// <summary>Whatever is worked on at a time for all callers together.</summary>
    public RateLimiter Service { get; }

    /// <summary>How long any of that may take.</summary>
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
        Service.Dispose();
    }

    private static PartitionedRateLimiter<string> Limiter(Func<string, RateLimitPartition<string>> ofCaller)
        => PartitionedRateLimiter.Create<string, string>(
            caller => caller.Length == 0 ? RateLimitPartition.GetNoLimiter(caller) : ofCaller(caller));

    private static PartitionedRateLimiter<string> Concurrency(int permits, int queued)
        => Limiter(caller => RateLimitPartition.GetConcurrencyLimiter(caller, _ => Options(permits, queued)));

    private static ConcurrencyLimiterOptions Options(int permits, int queued) => new()
    {
        PermitLimit = permits,
        QueueLimit = queued,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst
    };

    private static TokenBucketRateLimiterOptions Bucket(LimitOptions limits)
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
