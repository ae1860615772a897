namespace LeadGraph.Http;

/// <summary>
/// Ends a request with an error that the caller can act on. It is no failure of the service, so it is not logged, and
/// its message is for the caller.
/// </summary>
/// <param name="status">
/// The status of a REST response: 400, 429 or 503; after the last two the caller may try again.
/// </param>
/// <param name="code">The code of a GraphQL error.</param>
/// <param name="message">What is wrong.</param>
public class RequestErrorException(int status, string code, string message) : Exception(message)
{
    /// <summary>The status of a REST response: 400, 429 or 503.</summary>
    public int Status => status;

    /// <summary>The code of a GraphQL error.</summary>
    public string Code => code;
}
