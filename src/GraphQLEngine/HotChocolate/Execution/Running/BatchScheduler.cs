using System.Threading.Channels;
using GreenDonut;

namespace HotChocolate.Execution;

/// <summary>
/// Delays the DataLoader batches of a request until no running work can request more keys. It needs no timer, because
/// it counts that work: the executor, which begins the batches; results that the executor has not read yet; and the
/// continuations of loaded values, which all run while the values are handed out.
/// </summary>
/// <remarks>
/// What cannot be counted is a resolver that waits for something else than a batch, e.g. for a database, or that has
/// left its thread by <see cref="Task.Yield"/>: nobody knows when it goes on, nor whether it will ask for keys at all,
/// so batches do not wait for it. The same goes for a task of a DataLoader that is awaited at several places: one of
/// them goes on within the hand-out.
/// </remarks>
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

    /// <summary>
    /// Begins every batch that waits, unless running work may still request more keys: values are being handed out, or
    /// there are results that the executor has not read yet. It is woken when the values have been handed out.
    /// </summary>
    /// <param name="arrivals">The results that the executor reads. It has read all that it knew of.</param>
    /// <returns>Whether batches were begun.</returns>
    public bool TryBegin(ChannelReader<PendingField?> arrivals)
    {
        List<Func<Task<Action>>> batches;
        lock (_lock)
        {
            // All values of a batch may have been handed out since the executor read its last result. That neither
            // begins nor ends while this lock is held. So either it is still going on, or its results are in arrivals.
            if (_waiting.Count == 0 || _handingOut > 0 || arrivals.TryPeek(out _))
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
        CountHandOut(1);
        try
        {
            handOut();
        }
        finally
        {
            CountHandOut(-1);
            wake();
        }
    }

    private void CountHandOut(int change)
    {
        lock (_lock)
        {
            _handingOut += change;
        }
    }
}
