using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using HotChocolate.AspNetCore.Hosting;
using HotChocolate.AspNetCore.Subscriptions.Protocols;

namespace HotChocolate.AspNetCore.Subscriptions;

/// <summary>
/// Sends messages in the order they were put in, at the pace of the client. Nobody waits for a slow client: one
/// that lets its queue fill up is cut off.
/// </summary>
internal sealed class SocketWriter(WebSocket socket, TransportLimits limits, CancellationTokenSource abort)
{
    private const int MaxReasonBytes = 123;
    private const int MaxKeptBuffer = 64 * 1024;

    private readonly Channel<OutgoingMessage> _queue = Channel.CreateBounded<OutgoingMessage>(
        new BoundedChannelOptions(limits.MaxQueuedMessages) { SingleReader = true });

    private Closure? _closure;

    /// <summary>Whether the connection is about to be closed: what is sent from now on goes nowhere.</summary>
    public bool IsClosing => Volatile.Read(ref _closure) is not null;

    /// <summary>
    /// Puts a message into the queue. If the connection is closing it goes nowhere; if the queue is full the
    /// connection is cut off.
    /// </summary>
    public void Send(OutgoingMessage message)
    {
        if (_queue.Writer.TryWrite(message))
        {
            return;
        }

        message.Result?.Dispose();
        if (!IsClosing)
        {
            _ = abort.CancelAsync();
        }
    }

    /// <summary>Closes the connection once the queue has been sent. Only the first call counts.</summary>
    /// <param name="code">Why, for programs.</param>
    /// <param name="reason">Why, for people; cut to what a closing frame holds.</param>
    public void Close(int code, string reason)
    {
        if (Interlocked.CompareExchange(ref _closure, new Closure(code, reason), null) is null)
        {
            _queue.Writer.Complete();
            abort.CancelAfter(limits.CloseTimeout);
        }
    }

    /// <summary>Sends until the connection is closed. That it is broken is the reader's to notice.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendQueueAsync(cancellationToken);
            (int code, string reason) = _closure!;
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, Shorten(reason), cancellationToken);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The connection is gone, or was cut off.
        }
        finally
        {
            _queue.Writer.TryComplete();
            while (_queue.Reader.TryRead(out OutgoingMessage unsent))
            {
                unsent.Result?.Dispose();
            }
        }
    }

    /// <summary>Cuts a reason between characters.</summary>
    private static string Shorten(string reason)
    {
        Span<byte> bytes = stackalloc byte[MaxReasonBytes];
        Encoding.UTF8.GetEncoder().Convert(reason, bytes, flush: false, out int characters, out _, out _);
        return reason[..characters];
    }

    private async Task SendQueueAsync(CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        while (await _queue.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_queue.Reader.TryRead(out OutgoingMessage message))
            {
                message.WriteTo(buffer);
                message.Result?.Dispose();
                await socket.SendAsync(
                    buffer.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
                buffer.ResetWrittenCount();
            }

            if (buffer.Capacity > MaxKeptBuffer)
            {
                buffer = new ArrayBufferWriter<byte>();
            }
        }
    }

    private sealed record Closure(int Code, string Reason);
}
