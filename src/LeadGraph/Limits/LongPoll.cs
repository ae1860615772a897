namespace LeadGraph.Limits;

/// <summary>
/// Marks an endpoint whose requests may wait for something to happen. Such a request counts as a stream and not as an
/// operation, and the endpoint acquires leases of the service for its reads alone.
/// </summary>
public sealed record LongPoll
{
    /// <summary>The parameter that says how long to wait.</summary>
    public const string Parameter = "wait";

    /// <summary>Whether the request may wait.</summary>
    /// <param name="context">The request.</param>
    public static bool IsRequestedBy(HttpContext context)
        => context.GetEndpoint()?.Metadata.GetMetadata<LongPoll>() is not null
            && context.Request.Query[Parameter] is { Count: > 0 } wait && wait != "0";
}
