using HotChocolate.AspNetCore.Hosting;
using HotChocolate.AspNetCore.Http;
using HotChocolate.AspNetCore.Subscriptions.Protocols;
using HotChocolate.Execution;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.AspNetCore.Subscriptions;

/// <summary>What one client does over its connection: introduces itself, starts and stops operations.</summary>
internal sealed class SocketSession(
    HttpContext context, SocketWriter writer, TransportLimits limits, UnexpectedErrors unexpectedErrors)
    : ISocketSession, ISocketConnection
{
    /// <summary>
    /// The longest identifier of an operation, in UTF-16 code units. It lives as long as the operation.
    /// </summary>
    private const int MaxIdLength = 1024;

    private readonly IRequestExecutor _executor = context.RequestServices.GetRequiredService<IRequestExecutor>();
    private readonly DefaultSocketSessionInterceptor _interceptor =
        context.RequestServices.GetService<DefaultSocketSessionInterceptor>() ?? new DefaultSocketSessionInterceptor();

    /// <summary>
    /// The operations that may send messages, by the client's identifiers. Also the lock for this and
    /// <see cref="_running"/>.
    /// </summary>
    private readonly Dictionary<string, SocketOperation> _active = [];

    /// <summary>The operations that have not ended, also those that the client has already stopped.</summary>
    private readonly HashSet<SocketOperation> _running = [];

    private volatile bool _initialized;
    private bool _accepted;

    public ISocketConnection Connection => this;

    public HttpContext HttpContext => context;

    /// <summary>Closes the connection if the client has not introduced itself yet.</summary>
    public void RequireInitialization()
    {
        if (!_initialized)
        {
            writer.Close(SocketCloseCodes.InitialisationTimeout, "Connection initialisation timeout");
        }
    }

    /// <summary>Handles a message.</summary>
    /// <exception cref="SocketProtocolException">The message is not one that the client may send now.</exception>
    public async ValueTask HandleAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        switch (message.Type)
        {
            case "connection_init":
                await InitializeAsync(message, cancellationToken);
                break;
            case "ping":
                await writer.SendAsync(new OutgoingMessage(OutgoingMessageType.Pong));
                break;
            case "pong":
                break;
            case "subscribe":
                await SubscribeAsync(message);
                break;
            case "complete":
                Unsubscribe(message.Id);
                break;
            default:
                throw new SocketProtocolException(
                    SocketCloseCodes.BadRequest, "A message must have a `type` that graphql-transport-ws defines.");
        }
    }

    /// <summary>Ends all operations; completes when they have ended.</summary>
    public Task EndAsync()
    {
        SocketOperation[] running;
        lock (_active)
        {
            _active.Clear();
            running = [.. _running];
        }

        return Task.WhenAll(running.Select(operation => operation.EndAsync()));
    }

    /// <summary>
    /// Ends the connection of a client that accepts nothing. If it reads again before it is cut off, it learns of each
    /// subscription where it stopped.
    /// </summary>
    public void EndStalled()
    {
        SocketOperation[] subscriptions;
        lock (_active)
        {
            subscriptions = [.. _active.Values.Where(active => active.Stream is not null)];
            foreach (SocketOperation subscription in subscriptions)
            {
                _active.Remove(subscription.Id);
                writer.SendAsync(
                    new OutgoingMessage(OutgoingMessageType.Error, subscription.Id, TooSlow(subscription)));
            }
        }

        writer.Close(SocketCloseCodes.TryAgainLater, "The client reads too slowly.");
        foreach (SocketOperation subscription in subscriptions)
        {
            subscription.Cancel();
        }
    }

    private async ValueTask InitializeAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        if (_initialized)
        {
            throw new SocketProtocolException(
                SocketCloseCodes.TooManyInitialisationRequests, "Too many initialisation requests");
        }

        _initialized = true;
        ConnectionStatus status;
        try
        {
            status = await _interceptor.OnConnectAsync(this, message, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            unexpectedErrors.Report(exception);
            throw new SocketProtocolException(SocketCloseCodes.InternalError, "Unexpected error");
        }

        if (!status.Accepted)
        {
            throw new SocketProtocolException(SocketCloseCodes.Forbidden, status.Message ?? "Forbidden");
        }

        _accepted = true;
        await writer.SendAsync(new OutgoingMessage(OutgoingMessageType.ConnectionAck));
    }

    /// <summary>Starts an operation, or sends why it cannot be.</summary>
    private Task SubscribeAsync(IncomingMessage message)
    {
        if (!_accepted)
        {
            throw new SocketProtocolException(SocketCloseCodes.Unauthorized, "Unauthorized");
        }

        if (message.Id is not { Length: > 0 } id || message.Payload.IsEmpty)
        {
            throw new SocketProtocolException(
                SocketCloseCodes.BadRequest, "A subscribe message must have an `id` and a `payload`.");
        }

        if (id.Length > MaxIdLength)
        {
            throw new SocketProtocolException(
                SocketCloseCodes.BadRequest, $"An `id` may have at most {MaxIdLength} characters.");
        }

        var operation = new SocketOperation(id, ParseRequest(message));
        lock (_active)
        {
            if (_running.Count >= limits.MaxSocketOperations)
            {
                return writer.SendAsync(new OutgoingMessage(OutgoingMessageType.Error, id, TooManyOperations()));
            }

            if (!_active.TryAdd(id, operation))
            {
                throw new SocketProtocolException(
                    SocketCloseCodes.SubscriberAlreadyExists, $"Subscriber for {id} already exists");
            }

            _running.Add(operation);
        }

        operation.Completion = RunAsync(operation);
        return Task.CompletedTask;
    }

    private static OperationRequest ParseRequest(IncomingMessage message)
    {
        try
        {
            return RequestParser.ParsePayload(message.Payload.Span);
        }
        catch (InvalidRequestException invalid)
        {
            throw new SocketProtocolException(SocketCloseCodes.BadRequest, invalid.Message);
        }
    }

    private OperationResult TooManyOperations() => new(
        RequestErrorKind.Request,
        [new Error($"A connection may have at most {limits.MaxSocketOperations} operations at a time.")]);

    private OperationResult TooSlow(SocketOperation operation)
    {
        ErrorBuilder error = ErrorBuilder.New()
            .SetMessage($"The client accepted no message for {limits.WriteTimeout.TotalSeconds} seconds.")
            .SetCode("SUBSCRIPTION_TOO_SLOW");
        if ((operation.Cursor ?? operation.Stream!.Place) is { } cursor)
        {
            error.SetExtension("cursor", cursor);
        }

        return new OperationResult(RequestErrorKind.Request, [error.Build()]);
    }

    private void Unsubscribe(string? id)
    {
        SocketOperation? operation;
        lock (_active)
        {
            _active.Remove(id ?? "", out operation);
        }

        operation?.Cancel();
    }

    private async Task RunAsync(SocketOperation operation)
    {
        try
        {
            await ExecuteAsync(operation);
        }
        catch (Exception) when (operation.Cancelled.IsCancellationRequested)
        {
            // Nobody waits for the rest, and what fails because it was cancelled is no failure.
        }
        catch (GraphQLException refusal)
        {
            await SendAsync(
                operation,
                OutgoingMessageType.Error,
                new OperationResult(RequestErrorKind.Request, refusal.Errors));
        }
        catch (Exception exception)
        {
            await SendAsync(operation, OutgoingMessageType.Error, unexpectedErrors.Report(exception));
        }
        finally
        {
            lock (_active)
            {
                _running.Remove(operation);
            }
        }
    }

    private async Task ExecuteAsync(SocketOperation operation)
    {
        await using AsyncServiceScope scope = context.RequestServices.CreateAsyncScope();
        try
        {
            await SendResultsAsync(operation, await ExecuteAsync(operation, scope.ServiceProvider));
        }
        finally
        {
            await _interceptor.OnCompleteAsync(this, operation.Id, CancellationToken.None);
        }
    }

    private async Task<IExecutionResult> ExecuteAsync(SocketOperation operation, IServiceProvider services)
    {
        OperationRequestBuilder request =
            OperationRequestBuilder.From(operation.TakeRequest()).SetServices(services);

        // The interceptor is called before the next message is read; the rest does not keep the reader waiting.
        await _interceptor.OnRequestAsync(this, operation.Id, request, operation.Cancelled).AsTask()
            .ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return await _executor.ExecuteAsync(request.Build(), operation.Cancelled);
    }

    private async Task SendResultsAsync(SocketOperation operation, IExecutionResult result)
    {
        if (result is OperationResult single)
        {
            await SendResponseAsync(operation, single);
        }
        else
        {
            await using var stream = (ResponseStream)result;
            operation.Stream = stream;
            await foreach (OperationResult response in stream.ReadResultsAsync(operation.Cancelled))
            {
                await SendResponseAsync(operation, response);
            }
        }

        await SendAsync(operation, OutgoingMessageType.Complete, null);
    }

    /// <summary>Sends a response; one without data, since nothing could be executed, ends the operation.</summary>
    private async Task SendResponseAsync(SocketOperation operation, OperationResult response)
    {
        if (response.RequestError != RequestErrorKind.None)
        {
            await SendAsync(operation, OutgoingMessageType.Error, response);
            return;
        }

        IOperationResult result;
        try
        {
            result = await _interceptor.OnResultAsync(this, operation.Id, response, operation.Cancelled);
        }
        catch
        {
            response.Dispose();
            throw;
        }

        await SendAsync(operation, OutgoingMessageType.Next, (OperationResult)result);
    }

    /// <summary>
    /// Sends unless the operation is over. An error or completion ends it. Waits until the message has left: the
    /// operation goes on at the pace of the client.
    /// </summary>
    private Task SendAsync(SocketOperation operation, OutgoingMessageType type, OperationResult? result)
    {
        lock (_active)
        {
            if (_active.TryGetValue(operation.Id, out SocketOperation? active) && active == operation)
            {
                if (type != OutgoingMessageType.Next)
                {
                    _active.Remove(operation.Id);
                }

                operation.Cursor = result?.Cursor ?? operation.Cursor;

                return writer.SendAsync(new OutgoingMessage(type, operation.Id, result));
            }
        }

        result?.Dispose();
        return Task.CompletedTask;
    }
}
