using System.Net.WebSockets;
using HotChocolate.AspNetCore.Hosting;
using HotChocolate.AspNetCore.Subscriptions.Protocols;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;

namespace HotChocolate.AspNetCore.Subscriptions;

/// <summary>
/// Serves WebSocket connections that speak graphql-transport-ws:
/// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
/// </summary>
internal sealed class SocketTransport(
    TransportLimits limits, IHostApplicationLifetime lifetime, UnexpectedErrors unexpectedErrors)
{
    private const string Subprotocol = "graphql-transport-ws";

    /// <summary>Serves one connection until it ends, or the server stops.</summary>
    public async Task ServeAsync(HttpContext context, GraphQLSocketOptions options)
    {
        bool speaksProtocol = context.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol);
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = speaksProtocol ? Subprotocol : null,
            KeepAliveInterval = limits.KeepAliveInterval,
            KeepAliveTimeout = limits.KeepAliveInterval,
        });
        // The server's own limit would cut off sooner than the one of the transport.
        context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var writer = new SocketWriter(socket, limits, abort);
        using var reader = new SocketReader(socket, LargestMessage(context));
        var session = new SocketSession(context, writer, limits, unexpectedErrors);
        writer.Stalled = session.EndStalled;

        using CancellationTokenRegistration stop = lifetime.ApplicationStopping.Register(
            () => writer.Close(SocketCloseCodes.ServiceRestart, "The server is stopping."));
        if (!speaksProtocol)
        {
            writer.Close(SocketCloseCodes.SubprotocolNotAcceptable, $"The subprotocol must be {Subprotocol}.");
        }

        Task sending = writer.RunAsync(abort.Token);
        try
        {
            await ReceiveAsync(
                reader, writer, session, options.ConnectionInitializationTimeout, abort.Token);
        }
        catch (Exception exception) when (
            exception is WebSocketException or OperationCanceledException || abort.IsCancellationRequested)
        {
            // The connection is gone, or was cut off.
        }
        finally
        {
            // The request lives as long as this method: whatever uses it has to end first, however it ends.
            Task operations = session.EndAsync();
            writer.Close(SocketCloseCodes.Normal, "");
            await Task.WhenAll(sending, operations);
            if (abort.IsCancellationRequested)
            {
                // The client may have left bytes in the server's hands that it will never take.
                context.Abort();
            }
        }
    }

    /// <summary>The limit for messages, or the server's limit for request bodies if that is lower.</summary>
    private int LargestMessage(HttpContext context)
        => (int)Math.Min(
            limits.MaxSocketMessageSize,
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? long.MaxValue);

    /// <summary>Handles message after message until the client has closed its side.</summary>
    private static async Task ReceiveAsync(
        SocketReader reader,
        SocketWriter writer,
        SocketSession session,
        TimeSpan initializationTimeout,
        CancellationToken cancellationToken)
    {
        using var initTimeout = new CancellationTokenSource(initializationTimeout);
        // Its end waits for a call that has begun: afterwards the writer is of no use any more.
        using CancellationTokenRegistration initLimit = initTimeout.Token.Register(session.RequireInitialization);
        while (true)
        {
            try
            {
                if (await reader.ReadAsync(cancellationToken) is not { } message)
                {
                    return;
                }

                if (!writer.IsClosing)
                {
                    await session.HandleAsync(IncomingMessage.Parse(message), cancellationToken);
                }
            }
            catch (SocketProtocolException violation)
            {
                writer.Close(violation.CloseCode, violation.Message);
            }
        }
    }
}
