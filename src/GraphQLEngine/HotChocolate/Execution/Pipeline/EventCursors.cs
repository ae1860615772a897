namespace HotChocolate.Execution;

/// <summary>
/// The cursors of a subscription's events, which the application gives: places from which the subscription can be
/// resumed. Over server-sent events they are the ids of the events.
/// </summary>
internal static class EventCursors
{
    /// <summary>
    /// The name of the global state that holds a <see cref="Func{T, TResult}"/>: of a message the cursor, and of null
    /// the place up to which everything has been sent. Both are null if there is none.
    /// </summary>
    public const string State = "eventCursor";

    /// <summary>The function of a request, or one that knows no cursors.</summary>
    public static Func<object?, string?> Of(RequestState state)
    {
        if (state.Request.GlobalState?.GetValueOrDefault(State) is not Func<object?, string?> find)
        {
            return static _ => null;
        }

        // A line break would end the line of an event's id.
        return message => find(message) is { } cursor && cursor.AsSpan().IndexOfAny('\r', '\n', '\0') < 0
            ? cursor : null;
    }
}
