using HotChocolate.AspNetCore.Subscriptions;
using HotChocolate.AspNetCore.Subscriptions.Protocols;
using HotChocolate.Execution;

namespace HotChocolate.AspNetCore;

/// <summary>Sees what WebSocket clients ask for. Derive from it to admit clients or to add state to requests.</summary>
public class DefaultSocketSessionInterceptor
{
    /// <summary>Called once per connection, when the client has introduced itself. Accepts unless overridden.</summary>
    /// <param name="session">The session.</param>
    /// <param name="connectionInitMessage">What the client sent with <c>connection_init</c>.</param>
    /// <param name="cancellationToken">Cancelled when the connection is gone.</param>
    public virtual ValueTask<ConnectionStatus> OnConnectAsync(
        ISocketSession session,
        IOperationMessagePayload connectionInitMessage,
        CancellationToken cancellationToken = default)
        => new(ConnectionStatus.Accept());

    /// <summary>
    /// Called for every operation. A <see cref="GraphQLException"/> thrown here refuses the operation with its errors.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="operationSessionId">The client's identifier of the operation.</param>
    /// <param name="requestBuilder">The request, to which state can be added.</param>
    /// <param name="cancellationToken">Cancelled when the operation is over.</param>
    public virtual ValueTask OnRequestAsync(
        ISocketSession session,
        string operationSessionId,
        OperationRequestBuilder requestBuilder,
        CancellationToken cancellationToken = default)
        => ValueTask.CompletedTask;

    /// <summary>Called for every result, before it is sent.</summary>
    /// <param name="session">The session.</param>
    /// <param name="operationSessionId">The client's identifier of the operation.</param>
    /// <param name="result">The result of a query, or of an event of a subscription.</param>
    /// <param name="cancellationToken">Cancelled when the operation is over.</param>
    /// <returns>The result that is sent.</returns>
    public virtual ValueTask<IOperationResult> OnResultAsync(
        ISocketSession session,
        string operationSessionId,
        IOperationResult result,
        CancellationToken cancellationToken = default)
        => new(result);

    /// <summary>Called when an operation is over, however it has ended.</summary>
    /// <param name="session">The session.</param>
    /// <param name="operationSessionId">The client's identifier of the operation.</param>
    /// <param name="cancellationToken">Never cancelled: the operation is over.</param>
    public virtual ValueTask OnCompleteAsync(
        ISocketSession session, string operationSessionId, CancellationToken cancellationToken = default)
        => ValueTask.CompletedTask;
}
