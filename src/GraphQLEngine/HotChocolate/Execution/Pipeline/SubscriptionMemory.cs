namespace HotChocolate.Execution;

/// <summary>
/// Tells the application how much memory a subscription takes until it ends: it keeps the prepared document and the
/// variables of its request.
/// </summary>
internal static class SubscriptionMemory
{
    /// <summary>The name of the global state that holds an <see cref="Action{T}"/> of the number of bytes.</summary>
    public const string State = "subscriptionBytes";

    // The operation, its cancellation and its place among a topic's subscribers.
    private const int Base = 10 * 1024;

    /// <summary>Calls the action with the bytes, if the request has one. Its exceptions are not caught.</summary>
    public static void Report(RequestState state)
    {
        if (state.Request.GlobalState?.GetValueOrDefault(State) is Action<long> report)
        {
            report(Base + state.Document!.Size + state.Variables!.Size);
        }
    }
}
