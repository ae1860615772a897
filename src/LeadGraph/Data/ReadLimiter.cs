using System.Threading.RateLimiting;

namespace LeadGraph.Data;

/// <summary>
/// Limits concurrent reads, per caller and in total. A read waits first for its caller's limit and then for the total,
/// so a caller never has more reads in the second queue than may run for it: the reads of other callers do not wait
/// behind all that it has asked for.
/// </summary>
internal sealed class ReadLimiter : IDisposable
{
    private readonly PartitionedRateLimiter<string> _ofCaller;
    private readonly ConcurrencyLimiter _ofAll;

    /// <summary>Creates the limiter.</summary>
    /// <param name="total">The most concurrent reads of all callers.</param>
    /// <param name="perCaller">The most concurrent reads of one caller.</param>
    public ReadLimiter(int total, int perCaller)
    {
        _ofAll = new ConcurrencyLimiter(Options(total));
        _ofCaller = PartitionedRateLimiter.Create<string, string>(
            caller => RateLimitPartition.GetConcurrencyLimiter(caller, _ => Options(perCaller)));
    }

    /// <summary>Waits until a read may run.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease, to be disposed once, when the read has given its connection back.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async ValueTask<IDisposable> AcquireAsync(string caller, CancellationToken cancellationToken)
    {
        RateLimitLease ofCaller = await _ofCaller.AcquireAsync(caller, cancellationToken: cancellationToken);
        try
        {
            return new Lease(ofCaller, await _ofAll.AcquireAsync(cancellationToken: cancellationToken));
        }
        catch
        {
            ofCaller.Dispose();
            throw;
        }
    }

    /// <summary>Whether reads of a caller wait for others of its own.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    public bool HasWaiting(string caller) => _ofCaller.GetStatistics(caller) is { CurrentQueuedCount: > 0 };

    /// <inheritdoc/>
    public void Dispose()
    {
        _ofCaller.Dispose();
        _ofAll.Dispose();
    }

    // How many reads wait is limited by the requests that each caller may send, and how long by their timeout.
    private static ConcurrencyLimiterOptions Options(int permits) => new()
    {
        PermitLimit = permits,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst
    };

    private sealed class Lease(RateLimitLease ofCaller, RateLimitLease ofAll) : IDisposable
    {
        public void Dispose()
        {
            // In this order another caller's read begins before the next of this one.
            ofAll.Dispose();
            ofCaller.Dispose();
        }
    }
}
