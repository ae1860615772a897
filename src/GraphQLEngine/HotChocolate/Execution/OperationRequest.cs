using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>A request: https://spec.graphql.org/September2025/#sec-Executing-Requests</summary>
internal sealed record OperationRequest : IOperationRequest
{
    /// <summary>The document's text; null if only <see cref="DocumentId"/> names it.</summary>
    public string? Document { get; init; }

    /// <summary>
    /// The name under which a persisted document is stored, or its SHA-256 hash in hexadecimal; also where the client
    /// sent it in the extension <c>persistedQuery</c>.
    /// </summary>
    public string? DocumentId { get; init; }

    public string? OperationName { get; init; }

    /// <summary>
    /// The variables as JSON: empty, null or an object; anything else is a request error. They are parsed when the
    /// operation is known: parsed, they may take many times the memory, and requests may wait.
    /// </summary>
    public ReadOnlyMemory<byte> Variables { get; init; }

    /// <summary>What interceptors put aside for resolvers.</summary>
    public IReadOnlyDictionary<string, object?>? GlobalState { get; init; }

    /// <summary>The services of the HTTP request, if there is one.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>Whether the request is to be prepared and not executed.</summary>
    public bool IsWarmup { get; init; }

    /// <summary>Whether the request may bring its document where only stored ones are served.</summary>
    public bool AllowsOwnDocument { get; init; }

    /// <summary>The kinds of operation that the way in permits.</summary>
    public AllowedOperations Allowed { get; init; } = AllowedOperations.All;
}

/// <summary>Kinds of operation, as a set.</summary>
[Flags]
internal enum AllowedOperations
{
    None = 0,
    Query = 1,
    Mutation = 2,
    Subscription = 4,
    All = Query | Mutation | Subscription,
}

/// <summary>Questions to a set of kinds of operation.</summary>
internal static class AllowedOperationsQueries
{
    public static bool Includes(this AllowedOperations allowed, OperationType operation) => operation switch
    {
        OperationType.Query => (allowed & AllowedOperations.Query) != 0,
        OperationType.Mutation => (allowed & AllowedOperations.Mutation) != 0,
        _ => (allowed & AllowedOperations.Subscription) != 0,
    };
}
