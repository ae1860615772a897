namespace LeadGraph.Http;

/// <summary>The computation that a request waited for has failed.</summary>
/// <param name="failure">Why. All who waited for the computation share it.</param>
public sealed class SharedFailureException(Exception failure)
    : Exception("The answer that this request waited for could not be computed.", failure);
