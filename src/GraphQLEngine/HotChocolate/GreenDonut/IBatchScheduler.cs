namespace GreenDonut;

/// <summary>Decides when batches are loaded. The engine gives one to each request.</summary>
public interface IBatchScheduler
{
    /// <summary>Cancelled with the request whose batches are scheduled.</summary>
    internal CancellationToken RequestAborted { get; }

    /// <summary>
    /// Takes a batch on, to be loaded once the request has nothing else to do. The action
    /// that the load returns is called when it is done and hands the values out; what waits for them goes on within
    /// that call.
    /// </summary>
    internal void Schedule(Func<Task<Action>> load);
}
