namespace LeadGraph.Limits;

/// <summary>
/// Counts the request line and the headers that arrive on a connection, from their first bytes until the request
/// begins: they may arrive slowly.
/// </summary>
/// <param name="memory">Their memory.</param>
/// <param name="largest">The largest size of headers, in bytes.</param>
public sealed class RequestHead(HeadMemory memory, int largest) : IDisposable
{
    // A body whose length on the wire is unknown.
    private const long Unknown = long.MaxValue;

    private long _consumed;
    private long _body;

    /// <summary>
    /// Whether the connection speaks HTTP/2. There the bytes that arrive say little about the size of the headers, but
    /// the headers of one request arrive at a time. So the connection counts with the largest, as long as it is open.
    /// </summary>
    public bool IsHttp2 { get; set; }

    /// <summary>Counts what the server has consumed.</summary>
    /// <param name="bytes">How many bytes.</param>
    public void Consume(long bytes)
    {
        long ofBody = Math.Min(bytes, _body);
        _consumed += bytes - ofBody;
        if (_body != Unknown)
        {
            _body -= ofBody;
        }
    }

    /// <summary>
    /// Counts what the server has received and not consumed when it waits for more. It belongs to the same request.
    /// </summary>
    /// <param name="unread">How many bytes.</param>
    /// <exception cref="MemoryLimitException">A memory limit is exceeded.</exception>
    public void CountUnread(long unread)
        => memory.Hold(IsHttp2 ? largest : _consumed + Math.Max(0, unread - _body));

    /// <summary>The request has arrived. What follows is its body, and then another request.</summary>
    /// <param name="body">The length of the body; null if it is unknown until <see cref="EndBody"/>.</param>
    public void BeginRequest(long? body)
    {
        if (IsHttp2)
        {
            return;
        }

        memory.Release();
        _consumed = 0;
        _body = body ?? Unknown;
    }

    /// <summary>All of the body has been read.</summary>
    public void EndBody() => _body = 0;

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
