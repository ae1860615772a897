namespace HotChocolate.Execution;

/// <summary>Marks requests.</summary>
public static class OperationRequestBuilderExtensions
{
    /// <summary>
    /// Has the request parsed, validated and kept, and not executed, so that later ones with the same document
    /// find it prepared. It may bring its document where only stored ones are served.
    /// </summary>
    public static OperationRequestBuilder MarkAsWarmupRequest(this OperationRequestBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.SetWarmup();
    }

    /// <summary>Lets the request bring its document where only stored ones are served.</summary>
    public static OperationRequestBuilder AllowNonPersistedOperation(this OperationRequestBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.SetAllowsOwnDocument();
    }
}
