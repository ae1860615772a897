namespace LeadGraph.Tests.Hosting;

/// <summary>
/// Waits for what happens on its own time. A busy machine may take long for it; the limit is there only to end a test
/// that would wait forever.
/// </summary>
public static class Eventually
{
    /// <summary>The longest that a test waits for anything.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until something is the case.</summary>
    /// <exception cref="TimeoutException">The limit has passed.</exception>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Waits until something is the case.</summary>
    /// <exception cref="TimeoutException">The limit has passed.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition().WaitAsync(Limit))
        {
            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"It is not so after {Limit}.");
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
