namespace LeadGraph.Limits;

/// <summary>Marks an endpoint that streams its response, which a client may take long to read.</summary>
public sealed record Download
{
    /// <summary>Whether the request is for a download.</summary>
    /// <param name="context">The request.</param>
    public static bool IsRequestedBy(HttpContext context)
        => context.GetEndpoint()?.Metadata.GetMetadata<Download>() is not null;
}
