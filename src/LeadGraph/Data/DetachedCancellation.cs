namespace LeadGraph.Data;

/// <summary>
/// A token for the driver that is cancelled on a separate thread when another token is cancelled. PostgreSQL's driver
/// sends the cancel request inside the cancellation callback and blocks until the server responds, for seconds if the
/// server hangs. Neither the canceller nor the other callbacks of the first token must wait for that.
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

    /// <summary>Cancels a source on a separate thread.</summary>
    /// <param name="source">The source.</param>
    /// <returns>A task that completes after the cancellation and never fails.</returns>
    public static Task CancelAsync(CancellationTokenSource source) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                source.Cancel();
            }
            catch (AggregateException)
            {
                // A command that the driver cannot cancel ends by its timeout.
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Waits for a running callback; afterwards the field no longer changes.
        await _registration.DisposeAsync();
        _ = DisposeSourceAsync(Volatile.Read(ref _cancelling));
    }

    private async Task DisposeSourceAsync(Task cancelling)
    {
        await cancelling;
        _source.Dispose();
    }
}
