using System.Net.WebSockets;
using System.Text;

namespace LeadGraph.Limits;

/// <summary>
/// Wraps a WebSocket and counts what it receives. When a limit is exceeded it closes the WebSocket with a code and a
/// reason, discards what else arrives, and tells its reader that the client has closed it.
/// </summary>
/// <param name="socket">The wrapped WebSocket.</param>
/// <param name="messages">Counts what is received.</param>
internal sealed class MeteredWebSocket(WebSocket socket, SocketMessages messages) : WebSocket
{
    private const int MaxReasonBytes = 123;

    // How long the client may take to close its side.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private volatile bool _isRefused;

    public override WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    public override string? CloseStatusDescription => socket.CloseStatusDescription;

    public override WebSocketState State => socket.State;

    public override string? SubProtocol => socket.SubProtocol;

    public override void Abort() => socket.Abort();

    public override void Dispose() => socket.Dispose();

    // After the service has closed it nothing more is sent: the close frame is the last one.
    public override Task CloseAsync(
        WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
        => _isRefused ? Task.CompletedTask : socket.CloseAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(
        WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
        => _isRefused ? Task.CompletedTask : socket.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override Task SendAsync(
        ArraySegment<byte> buffer,
        WebSocketMessageType messageType,
        bool endOfMessage,
        CancellationToken cancellationToken)
        => _isRefused ? Task.CompletedTask : socket.SendAsync(buffer, messageType, endOfMessage, cancellationToken);

    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer,
        WebSocketMessageType messageType,
        bool endOfMessage,
        CancellationToken cancellationToken)
        => _isRefused ? default : socket.SendAsync(buffer, messageType, endOfMessage, cancellationToken);

    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer,
        WebSocketMessageType messageType,
        WebSocketMessageFlags messageFlags,
        CancellationToken cancellationToken = default)
        => _isRefused ? default : socket.SendAsync(buffer, messageType, messageFlags, cancellationToken);

    public override async Task<WebSocketReceiveResult> ReceiveAsync(
        ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        ValueWebSocketReceiveResult received = await ReceiveAsync(buffer.AsMemory(), cancellationToken);
        return received.MessageType == WebSocketMessageType.Close
            ? new WebSocketReceiveResult(
                0, WebSocketMessageType.Close, endOfMessage: true, CloseStatus, CloseStatusDescription)
            : new WebSocketReceiveResult(received.Count, received.MessageType, received.EndOfMessage);
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(
        Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer, cancellationToken);
        if (received.MessageType == WebSocketMessageType.Close
            || messages.Receive(received.Count, received.EndOfMessage) is not { } reason)
        {
            return received;
        }

        await CloseOnceAsync(reason, cancellationToken);
        return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
    }

    // The reader keeps its buffer meanwhile, so the memory stays counted until the WebSocket is disposed.
    private async Task CloseOnceAsync(SocketCloseReason reason, CancellationToken cancellationToken)
    {
        _isRefused = true;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(CloseTimeout);
        try
        {
            await socket.CloseOutputAsync(reason.Status, Shorten(reason.Reason), timeout.Token);
            byte[] discarded = new byte[1024];
            while ((await socket.ReceiveAsync(discarded.AsMemory(), timeout.Token)).MessageType
                != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            socket.Abort();
        }
    }

    // Cuts a reason between characters.
    private static string Shorten(string reason)
    {
        Span<byte> bytes = stackalloc byte[MaxReasonBytes];
        Encoding.UTF8.GetEncoder().Convert(reason, bytes, flush: false, out int characters, out _, out _);
        return reason[..characters];
    }
}
