using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using HotChocolate.AspNetCore.Hosting;
using HotChocolate.AspNetCore.Subscriptions.Protocols;
using HotChocolate.Types;

namespace HotChocolate.AspNetCore.Subscriptions;

/// <summary>
/// Sends messages in the order they were put in, at the pace of the client, and has their senders wait for it. One
/// that does not accept a message in time (<see cref="TransportLimits.WriteTimeout"/>) gets what it was sent before and
/// the reason if it reads again soon (<see cref="TransportLimits.CloseTimeout"/>), and is cut off then.
/// </summary>
internal sealed class SocketWriter(WebSocket socket, TransportLimits limits, CancellationTokenSource abort)
{
    private const int MaxReasonBytes = 123;
    private const int MaxKeptBuffer = 4 * 1024;

    /// <summary>
    /// Bounded by those who send: each operation, and the reader, has one message in it at most, since it waits for
    /// that one to leave.
    /// </summary>
    private readonly Channel<QueuedMessage> _queue = Channel.CreateUnbounded<QueuedMessage>(
        new UnboundedChannelOptions { SingleReader = true });

    private Closure? _closure;

    /// <summary>Called when the client does not accept a message in time; it has to close the connection.</summary>
    public Action? Stalled { get; set; }

    /// <summary>Whether the connection is about to be closed: what is sent from now on goes nowhere.</summary>
    public bool IsClosing => Volatile.Read(ref _closure) is not null;

    /// <summary>
    /// Puts a message into the queue at once. The task completes, always well, when it has been handed to the
    /// socket, or goes nowhere since the connection is closing or gone.
    /// </summary>
    public Task SendAsync(OutgoingMessage message)
    {
        var queued = new QueuedMessage(
            message, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_queue.Writer.TryWrite(queued))
        {
            queued.Leave();
        }

        return queued.Left.Task;
    }

    /// <summary>
    /// Closes the connection once the queue has been sent. Only the first call counts, and none where sending has
    /// ended already because the client is gone.
    /// </summary>
    /// <param name="code">Why, for programs.</param>
    /// <param name="reason">Why, for people; cut to what a closing frame holds.</param>
    public void Close(int code, string reason)
    {
        if (Interlocked.CompareExchange(ref _closure, new Closure(code, reason), null) is null)
        {
            _queue.Writer.TryComplete();
            abort.CancelAfter(limits.CloseTimeout);
        }
    }

    /// <summary>Sends until the connection is closed or broken, or the client stands still.</summary>
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
            // Also what is still read from the client is of no use.
            await abort.CancelAsync();
        }
        finally
        {
            _queue.Writer.TryComplete();
            while (_queue.Reader.TryRead(out QueuedMessage unsent))
            {
                unsent.Leave();
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
            while (_queue.Reader.TryRead(out QueuedMessage queued))
            {
                try
                {
                    if (queued.Message.Result is { IsLarge: true })
                    {
                        await SendPartsAsync(queued.Message, cancellationToken);
                        continue;
                    }

                    queued.Message.WriteTo(buffer);
                    await SendAsync(buffer.WrittenMemory, endOfMessage: true, cancellationToken);
                    buffer.ResetWrittenCount();
                }
                finally
                {
                    queued.Leave();
                }
            }

            if (buffer.Capacity > MaxKeptBuffer)
            {
                buffer = new ArrayBufferWriter<byte>();
            }
        }
    }

    private async Task SendPartsAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var segments = new ResponseSegments();
        message.WriteTo(segments);
        IReadOnlyList<ReadOnlyMemory<byte>> parts = segments.Finish();
        for (int index = 0; index < parts.Count; index++)
        {
            await SendAsync(parts[index], endOfMessage: index == parts.Count - 1, cancellationToken);
        }
    }

    private async ValueTask SendAsync(
        ReadOnlyMemory<byte> bytes, bool endOfMessage, CancellationToken cancellationToken)
    {
        ValueTask sending = socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage, cancellationToken);
        if (sending.IsCompleted)
        {
            await sending;
            return;
        }

        Task sent = sending.AsTask();
        // A message that is cancelled in its midst would break the connection.
        await sent.WaitAsync(limits.WriteTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!sent.IsCompleted)
        {
            Stalled?.Invoke();
        }

        await sent;
    }

    private sealed record Closure(int Code, string Reason);

    private readonly record struct QueuedMessage(OutgoingMessage Message, TaskCompletionSource Left)
    {
        /// <summary>Gives the message's buffers back, and has its sender go on.</summary>
        public void Leave()
        {
            Message.Result?.Dispose();
            Left.SetResult();
        }
    }
}
