using System.Diagnostics;

namespace LeadGraph.Data;

/// <summary>
/// Runs work on the database that its caller waits for up to a deadline. Work that is not waited for any more is
/// cancelled, goes on for as long as the driver needs to end it, and what it yields then is released.
/// </summary>
internal static class BoundedWork
{
    /// <summary>Runs the work.</summary>
    /// <param name="work">
    /// The work; it gets a token of its own. It begins on the caller's thread, so work that blocks has to begin
    /// another way.
    /// </param>
    /// <param name="timeout">How long the caller waits.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <param name="release">Releases a result that came too late for the caller to take.</param>
    /// <exception cref="TimeoutException">The timeout has passed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> work,
        TimeSpan timeout,
        CancellationToken cancellationToken,
        Func<T, ValueTask>? release = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long started = Stopwatch.GetTimestamp();
        var stop = new CancellationTokenSource();
        Task<T> running = work(stop.Token);
        bool isTaken = false;
        try
        {
            TimeSpan left = timeout - Stopwatch.GetElapsedTime(started);
            T result = await running.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
            isTaken = true;
            return result;
        }
        finally
        {
            if (isTaken)
            {
                stop.Dispose();
            }
            else
            {
                // However the wait ended, and even if the work has succeeded since.
                _ = EndAsync(running, stop, release);
            }
        }
    }

    private static async Task EndAsync<T>(Task<T> running, CancellationTokenSource stop, Func<T, ValueTask>? release)
    {
        Task cancelling = running.IsCompleted ? Task.CompletedTask : DetachedCancellation.CancelAsync(stop);
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
            // The caller has been told how the wait ended.
        }

        await cancelling;
        stop.Dispose();
    }
}
