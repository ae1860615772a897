namespace LeadGraph.Http;

/// <summary>An identical request, for whose response this request waited, has failed.</summary>
/// <param name="failure">The exception of that request; those that share it get it too.</param>
public sealed class SharedFailureException(Exception failure)
    : Exception("The response that this request waited for could not be computed.", failure);
