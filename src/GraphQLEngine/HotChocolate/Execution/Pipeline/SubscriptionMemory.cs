namespace HotChocolate.Execution;

/// <summary>
/// Tells a service how much memory a subscription takes as long as it lives: of its request it keeps the prepared
/// document and the variables.
/// </summary>
internal static class SubscriptionMemory
{
    /// <summary>The global state with the <see cref="Action{T}"/> of a long that is told the bytes.</summary>
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
