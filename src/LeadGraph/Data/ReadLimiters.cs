namespace LeadGraph.Data;

/// <summary>Admits reads within <see cref="ReadLimits"/>, so that each kind has connections of its own.</summary>
/// <param name="limits">How many reads of each kind run at the same time.</param>
public sealed class ReadLimiters(ReadLimits limits) : IDisposable
{
    private readonly ReadLimiter _reads = new(limits.Reads, limits.ReadsPerCaller);
    private readonly ReadLimiter _downloads = new(limits.Downloads, limits.DownloadsPerCaller);
    private readonly ReadLimiter _background = new(limits.BackgroundReads, limits.BackgroundReads);

    /// <summary>Waits until a read may run.</summary>
    /// <param name="caller">The name under which the caller is counted; null for background work.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease, to be disposed once, when the read has given its connection back.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask<IDisposable> AcquireReadAsync(string? caller, CancellationToken cancellationToken)
        => caller is null
            ? _background.AcquireAsync("", cancellationToken)
            : _reads.AcquireAsync(caller, cancellationToken);

    /// <summary>Waits until a CSV download may begin.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease, to be disposed once, when the download has given its connection back.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask<IDisposable> AcquireDownloadAsync(string caller, CancellationToken cancellationToken)
        => _downloads.AcquireAsync(caller, cancellationToken);

    /// <summary>Whether reads of a caller wait for others of its own; CSV downloads do not count.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    public bool HasWaitingReads(string caller) => _reads.HasWaiting(caller);

    /// <inheritdoc/>
    public void Dispose()
    {
        _reads.Dispose();
        _downloads.Dispose();
        _background.Dispose();
    }
}
