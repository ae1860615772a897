using System.Buffers;
using System.Net.WebSockets;
using HotChocolate.AspNetCore.Subscriptions.Protocols;

namespace HotChocolate.AspNetCore.Subscriptions;

/// <summary>
/// Puts messages together from frames. Between messages it holds a small buffer only, however long they are.
/// </summary>
internal sealed class SocketReader(WebSocket socket, int maxMessageSize) : IDisposable
{
    private const int InitialSize = 4 * 1024;

    private readonly byte[] _initial = ArrayPool<byte>.Shared.Rent(InitialSize);
    private byte[] _buffer = [];

    /// <summary>Reads a message, valid until the next one is read; null when the client has closed its side.</summary>
    /// <exception cref="SocketProtocolException">The message is too long, or not a text.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        int length = 0;
        _buffer = _initial;
        while (true)
        {
            ValueWebSocketReceiveResult received =
                await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            length += received.Count;
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            if (received.MessageType == WebSocketMessageType.Binary)
            {
                throw new SocketProtocolException(SocketCloseCodes.BadRequest, "A message must be a text.");
            }

            if (length > maxMessageSize)
            {
                throw new SocketProtocolException(
                    SocketCloseCodes.MessageTooBig, $"A message may have at most {maxMessageSize} bytes.");
            }

            if (received.EndOfMessage)
            {
                return _buffer.AsMemory(0, length);
            }

            if (length == _buffer.Length)
            {
                Grow();
            }
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_initial);
        _buffer = [];
    }

    /// <summary>
    /// The larger buffer does not come from the pool, which would keep as many of them as were ever in use at a time.
    /// </summary>
    private void Grow()
    {
        byte[] larger = GC.AllocateUninitializedArray<byte>(_buffer.Length * 2);
        _buffer.CopyTo(larger, 0);
        _buffer = larger;
    }
}
