using HotChocolate.Execution;

namespace LeadGraph.GraphQL;

/// <summary>
/// The cursors of a subscription's events, as global state for its resolver: from which one to resume it, and the one
/// of each event, which is the event's id over server-sent events.
/// </summary>
/// <param name="lastEventId">
/// The id of the last event that the client got before it connected again; null if it did not send one.
/// </param>
public sealed class EventCursors(string? lastEventId = null)
{
    /// <summary>The name of the global state.</summary>
    public const string State = "eventCursors";

    /// <summary>The header by which clients of server-sent events resume.</summary>
    public const string Header = "Last-Event-ID";

    // What the engine asks for the cursor of a message. HotChocolate's packages ignore it.
    private const string EngineState = "eventCursor";

    /// <summary>
    /// The id of the last event that the client got before it connected again; null if it did not send one.
    /// </summary>
    public string? LastEventId => lastEventId;

    /// <summary>
    /// Gives the cursor of a message, and of null that of the position up to which everything has been sent; null if
    /// there is none. The subscription sets it.
    /// </summary>
    public Func<object?, string?> Find { get; set; } = _ => null;

    /// <summary>Gives the cursors to the resolver of the subscription and to the engine.</summary>
    /// <param name="request">The request of the operation.</param>
    public void AddTo(OperationRequestBuilder request)
        => request.SetGlobalState(State, this)
            .SetGlobalState(EngineState, (Func<object?, string?>)(message => Find(message)));
}
