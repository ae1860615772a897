namespace LeadGraph.Data;

/// <summary>
/// A token for the driver that is cancelled, on a thread of its own, when another token is. PostgreSQL's driver asks
/// the server to cancel the command from within the cancellation, and blocks until the server reacts: for seconds where
/// it hangs. Whoever cancels must not wait for that, and neither must what else is registered with the other token.
/// </summary>
internal sealed class DetachedCancellation : IAsyncDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _registration;
    private Task _cancelling = Task.CompletedTask;

    /// <summary>Follows a token.</summary>
    /// <param name="cancellationToken">The token.</param>
    public DetachedCancellation(CancellationToken cancellationToken)
        => _registration = cancellationToken.UnsafeRegister(
            _ => Volatile.Write(ref _cancelling, CancelAsync(_source)), state: null);

    /// <summary>The token for the driver.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Cancels a source on a thread of its own.</summary>
    /// <param name="source">The source.</param>
    /// <returns>A task that ends with the cancellation, and never fails.</returns>
    public static Task CancelAsync(CancellationTokenSource source) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                source.Cancel();
            }
            catch (AggregateException)
            {
                // What the driver could not cancel ends by its own timeout.
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Waits for a registration that runs; afterwards the task is the last one.
        await _registration.DisposeAsync();
        _ = DisposeSourceAsync(Volatile.Read(ref _cancelling));
    }

    private async Task DisposeSourceAsync(Task cancelling)
    {
        await cancelling;
        _source.Dispose();
    }
}
