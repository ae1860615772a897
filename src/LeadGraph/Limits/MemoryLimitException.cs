using LeadGraph.Http;

namespace LeadGraph.Limits;

/// <summary>
/// What is read for an operation would take more memory than a limit allows. The caller can ask for less, or later; the
/// message names the limit.
/// </summary>
/// <param name="status">The status of a REST response: 400, 429 or 503.</param>
/// <param name="code">The code of a GraphQL error.</param>
/// <param name="message">What is too much, and the limit.</param>
public sealed class MemoryLimitException(int status, string code, string message)
    : RequestErrorException(status, code, message);
