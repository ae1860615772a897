using LeadGraph.Http;

namespace LeadGraph.Limits;

/// <summary>
/// What a caller makes the service hold in memory exceeds a limit: request lines and headers, bodies, WebSocket
/// messages, rows that operations read, or subscriptions. The message says which and is sent to the caller, who can
/// request less or try again later.
/// </summary>
/// <param name="status">The HTTP status of the error: 400, 429 or 503.</param>
/// <param name="code">The code of the GraphQL error.</param>
/// <param name="message">The message for the caller.</param>
public sealed class MemoryLimitException(int status, string code, string message)
    : RequestErrorException(status, code, message);
