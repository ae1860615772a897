using GreenDonut;

namespace HotChocolate.Execution;

/// <summary>
/// Holds a request's batches until the request has nothing else to do. "Nothing else" needs no timer: the
/// request knows when it has walked as far as it can, and values are handed out to all who wait for a batch
/// before the next batch may begin, so what they ask for next is together again.
/// </summary>
internal sealed class BatchScheduler(Action wake, CancellationToken requestAborted) : IBatchScheduler
{
    private readonly Lock _lock = new();
    private List<Func<Task<Action>>> _waiting = [];
    private int _handingOut;

    public CancellationToken RequestAborted { get; } = requestAborted;

    public void Schedule(Func<Task<Action>> load)
    {
        lock (_lock)
        {
            _waiting.Add(load);
        }

        wake();
    }

    /// <summary>Begins every batch that waits. False if there was none, or values are being handed out.</summary>
    public bool TryBegin()
    {
        List<Func<Task<Action>>> batches;
        lock (_lock)
        {
            if (_waiting.Count == 0 || _handingOut > 0)
            {
                return false;
            }

            (batches, _waiting) = (_waiting, []);
        }

        foreach (Func<Task<Action>> batch in batches)
        {
            _ = RunAsync(batch);
        }

        return true;
    }

    private async Task RunAsync(Func<Task<Action>> load)
    {
        // Loading never throws: what a DataLoader throws is handed out to those who wait for its values.
        Action handOut = await load().ConfigureAwait(false);
        Interlocked.Increment(ref _handingOut);
        try
        {
            handOut();
        }
        finally
        {
            Interlocked.Decrement(ref _handingOut);
            wake();
        }
    }
}
