namespace LeadGraph.Mcp;

/// <summary>
/// The calls of tools that one HTTP request began. They use its services and limits, so the request does not end before
/// them, even if its client has gone.
/// </summary>
public sealed class ToolCalls
{
    private readonly Lock _lock = new();
    private readonly List<Task> _calls = [];

    /// <summary>Adds a call.</summary>
    /// <param name="call">The call, which has begun.</param>
    public void Add(Task call)
    {
        lock (_lock)
        {
            _calls.Add(call);
        }
    }

    /// <summary>Waits until the calls have ended, whatever came of them.</summary>
    public Task EndAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_calls).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
