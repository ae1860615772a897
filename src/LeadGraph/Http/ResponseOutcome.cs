namespace LeadGraph.Http;

/// <summary>The kinds of responses that the response cache distinguishes, in order of severity.</summary>
public enum ResponseKind
{
    /// <summary>Data without errors.</summary>
    Data,

    /// <summary>An error that the caller caused, or data with errors.</summary>
    Error,

    /// <summary>A failure within the service, which may be gone at the next request.</summary>
    Failure
}

/// <summary>
/// Request feature with the outcome of a response whose status is 200 although it has errors, as in GraphQL. The
/// response cache sets the feature, and the GraphQL pipeline records errors in it.
/// </summary>
public sealed class ResponseOutcome
{
    /// <summary>The most severe outcome that was recorded.</summary>
    public ResponseKind Kind { get; private set; }

    /// <summary>Records an outcome. A batch records one for each operation.</summary>
    /// <param name="kind">The outcome.</param>
    public void Record(ResponseKind kind) => Kind = kind > Kind ? kind : Kind;
}
