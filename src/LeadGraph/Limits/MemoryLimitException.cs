namespace LeadGraph.Limits;

/// <summary>
/// What is read for an operation would take more memory than a limit allows. Unlike a failure it is the caller's to
/// mend, by asking for less or later, and the message, which names the limit, is for the caller.
/// </summary>
/// <param name="status">The status of a REST response that says so: 400, 429 or 503.</param>
/// <param name="code">The code of a GraphQL error that says so.</param>
/// <param name="message">What is too much, and the limit.</param>
public sealed class MemoryLimitException(int status, string code, string message) : Exception(message)
{
    /// <summary>The status of a REST response that says so: 400, 429 or 503.</summary>
    public int Status => status;

    /// <summary>The code of a GraphQL error that says so.</summary>
    public string Code => code;
}
