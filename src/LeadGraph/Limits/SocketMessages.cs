using System.Net.WebSockets;
using Microsoft.Extensions.Options;

namespace LeadGraph.Limits;

/// <summary>
/// Limits the messages that arrive over one WebSocket, and counts the memory that they take toward
/// <see cref="MemoryBudget"/>, from their first bytes on. Until <c>connection_init</c> has been accepted, messages must
/// be short. Thread-safe: the server may read the next message while it starts the operation of the one before.
/// </summary>
public sealed class SocketMessages : IDisposable
{
    /// <summary>The longest message before <c>connection_init</c> has been accepted; a credential fits.</summary>
    public const int MaxBytesBeforeInit = 16 * 1024;

    /// <summary>The bytes of each message that are not counted. The limit of connections bounds their sum.</summary>
    public const int UncountedBytes = 4 * 1024;

    /// <summary>The memory that a byte of a message takes, in bytes: it becomes a character of two bytes.</summary>
    public const int MemoryPerByteReceived = 2;

    // Larger than a byte, so that a message in many small frames does not reserve memory as often.
    private const int Step = 8 * 1024;

    private readonly HttpContext _context;
    private readonly MemoryBudget _budget;
    private readonly Lock _lock = new();
    private int _maxBytes;
    private long _length;
    private MemoryHold? _arriving;
    private MemoryHold? _complete;

    /// <summary>Starts to count.</summary>
    /// <param name="context">The request that opens the WebSocket.</param>
    public SocketMessages(HttpContext context)
    {
        _context = context;
        _budget = context.RequestServices.GetRequiredService<MemoryBudget>();
        _maxBytes = Math.Min(MaxBytesBeforeInit, RequestBytes);
    }

    private int RequestBytes
        => _context.RequestServices.GetRequiredService<IOptions<LimitOptions>>().Value.RequestBytes;

    /// <summary>Counts bytes that have arrived.</summary>
    /// <param name="count">How many bytes.</param>
    /// <param name="isComplete">Whether the message is complete with them.</param>
    /// <returns>Why the WebSocket must be closed; null if it stays open.</returns>
    public SocketCloseReason? Receive(int count, bool isComplete)
    {
        lock (_lock)
        {
            _length += count;
            if (_length > _maxBytes)
            {
                return new SocketCloseReason(
                    WebSocketCloseStatus.MessageTooBig, $"A message may have at most {_maxBytes} bytes here.");
            }

            try
            {
                HoldArriving();
            }
            catch (MemoryLimitException exceeded)
            {
                return new SocketCloseReason(SocketCloseReason.TryAgainLater, exceeded.Message);
            }

            if (isComplete)
            {
                // The message before began no operation, or its operation has taken its memory.
                _complete?.Dispose();
                (_complete, _arriving, _length) = (_arriving, null, 0);
            }

            return null;
        }
    }

    /// <summary>Allows longer messages, now that <c>connection_init</c> has been accepted.</summary>
    public void AcceptInit()
    {
        lock (_lock)
        {
            _maxBytes = RequestBytes;
            _complete?.Dispose();
            _complete = null;
        }
    }

    /// <summary>
    /// Takes the memory of the message that begins an operation, to be released at the operation's end.
    /// </summary>
    /// <returns>The memory, which may be none.</returns>
    public MemoryHold TakeMessage()
    {
        lock (_lock)
        {
            MemoryHold taken = _complete ?? NewHold();
            _complete = null;
            return taken;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _arriving?.Dispose();
            _complete?.Dispose();
        }
    }

    private void HoldArriving()
    {
        long missing = (MemoryPerByteReceived * (_length - UncountedBytes)) - (_arriving?.Bytes ?? 0);
        if (missing > 0)
        {
            _arriving ??= NewHold();
            _arriving.Add(Math.Max(missing, Step));
        }
    }

    private MemoryHold NewHold() => new(_budget, Callers.NameOf(_context));
}

/// <summary>Why a WebSocket is closed.</summary>
/// <param name="Status">The close code.</param>
/// <param name="Reason">The reason for the caller.</param>
public sealed record SocketCloseReason(WebSocketCloseStatus Status, string Reason)
{
    /// <summary>1013: https://www.iana.org/assignments/websocket/websocket.xml#close-code-number</summary>
    public const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;
}
