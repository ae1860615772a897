namespace LeadGraph.Data;

/// <summary>
/// Cancels work of the driver on a separate thread. PostgreSQL's driver sends the cancel request inside the
/// cancellation callback and blocks until the server responds, for seconds if the server hangs. Nobody else must wait
/// for that.
/// </summary>
internal static class DetachedCancellation
{
    /// <summary>Cancels a source.</summary>
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
}
