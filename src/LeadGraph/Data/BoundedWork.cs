using System.Diagnostics;

namespace LeadGraph.Data;

/// <summary>
/// Runs work on the database with a time limit for its caller. After the limit the work is cancelled; it may run until
/// the driver ends it, and a late result is released.
/// </summary>
public static class BoundedWork
{
    /// <summary>Runs work with a time limit.</summary>
    /// <param name="work">
    /// The work, which gets its own token. It starts on the caller's thread, so blocking work must start its own
    /// thread.
    /// </param>
    /// <param name="timeout">How long the caller waits.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <param name="release">Releases a result that comes after the wait has ended.</param>
    /// <param name="usesDriver">
    /// Whether the driver is at work by now, whose cancellation can block; always unless given. Work that still waits
    /// for its turn needs no thread of its own to be cancelled.
    /// </param>
    /// <exception cref="TimeoutException">The timeout has passed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> work,
        TimeSpan timeout,
        CancellationToken cancellationToken,
        Func<T, ValueTask>? release = null,
        Func<bool>? usesDriver = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long started = Stopwatch.GetTimestamp();
        var stop = new CancellationTokenSource();
        Task<T> running = work(stop.Token);
        bool isReturned = false;
        try
        {
            TimeSpan left = timeout - Stopwatch.GetElapsedTime(started);
            T result = await running.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
            isReturned = true;
            return result;
        }
        finally
        {
            if (isReturned)
            {
                stop.Dispose();
            }
            else
            {
                // Also if the work has succeeded after the wait ended.
                _ = EndAsync(running, stop, release, usesDriver);
            }
        }
    }

    private static async Task EndAsync<T>(
        Task<T> running, CancellationTokenSource stop, Func<T, ValueTask>? release, Func<bool>? usesDriver)
    {
        Task cancelling = running.IsCompleted ? Task.CompletedTask
            : usesDriver?.Invoke() == false ? stop.CancelAsync()
            : DetachedCancellation.CancelAsync(stop);
        try
        {
            T result = await running;
            if (release is not null)
            {
                await release(result);
            }
        }
        catch (Exception)
        {
            // The caller already has the exception of the wait.
        }

        await cancelling;
        stop.Dispose();
    }
}
