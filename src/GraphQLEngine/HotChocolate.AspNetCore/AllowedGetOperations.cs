namespace HotChocolate.AspNetCore;

/// <summary>
/// The kinds of operation that GET requests may execute. Mutations are none of them: the GraphQL over HTTP
/// specification forbids it.
/// </summary>
[Flags]
public enum AllowedGetOperations
{
    /// <summary>Queries.</summary>
    Query = 1,

    /// <summary>Subscriptions, as server-sent events: what <c>EventSource</c> in browsers sends.</summary>
    Subscription = 4,
}
