namespace LeadGraph.Changes.Feed;

/// <summary>Tells those who wait that changes have been recorded, by this instance or another. Thread-safe.</summary>
public sealed class ChangeSignal
{
    private TaskCompletionSource _next = NewWait();

    /// <summary>A task that ends when changes have been recorded after this call.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Tells that changes have been recorded.</summary>
    public void Raise() => Interlocked.Exchange(ref _next, NewWait()).SetResult();

    private static TaskCompletionSource NewWait() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
