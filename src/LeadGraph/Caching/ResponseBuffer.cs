namespace LeadGraph.Caching;

/// <summary>
/// Buffers a response body so that it can be cached. It stops buffering and passes the body through to the client if
/// the response is not cacheable JSON, if the body exceeds <see cref="ResponseCacheStore.MaxResponseBytes"/>, or if the
/// bodies being buffered together would exceed the cache's share for them.
/// </summary>
/// <param name="response">The response; its status and headers are final at the first write.</param>
/// <param name="client">The stream to the client.</param>
/// <param name="store">Reserves the memory for the buffer.</param>
/// <param name="onPassThrough">Called when the body starts to pass through to the client.</param>
public sealed class ResponseBuffer(
    HttpResponse response, Stream client, ResponseCacheStore store, Action onPassThrough) : WriteOnlyStream
{
    // The buffer grows by doubling, and the cached body is a copy of it.
    private const int BytesReservedPerByte = 3;

    private readonly MemoryStream _buffer = new();
    private long _reserved;
    private bool _hasStarted;

    /// <summary>Whether the body is still buffered.</summary>
    public bool IsBuffering { get; private set; } = true;

    /// <summary>
    /// Whether identical requests of other callers get the same response. Other 4xx responses depend on the caller.
    /// </summary>
    /// <param name="status">The status of the response.</param>
    public static bool IsShareable(int status)
        => status is StatusCodes.Status200OK or StatusCodes.Status400BadRequest or >= 500;

    /// <summary>A copy of the buffered body.</summary>
    public byte[] ToArray() => _buffer.ToArray();

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await BufferOrPassThroughAsync(buffer.Length, cancellationToken);
        await (IsBuffering ? _buffer : client).WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        // An event stream is flushed before its first event, and the client waits for its headers.
        await BufferOrPassThroughAsync(0, cancellationToken);
        if (!IsBuffering)
        {
            await client.FlushAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        ReleaseReserved();
        base.Dispose(disposing);
    }

    private async ValueTask BufferOrPassThroughAsync(int count, CancellationToken cancellationToken)
    {
        if (!IsBuffering)
        {
            return;
        }

        bool fits = _buffer.Length + count <= store.MaxResponseBytes && TryReserve(BytesReservedPerByte * (long)count);
        bool isCacheable = _hasStarted || IsCacheable();
        _hasStarted = true;
        if (fits && isCacheable)
        {
            return;
        }

        IsBuffering = false;
        onPassThrough();
        await client.WriteAsync(_buffer.GetBuffer().AsMemory(0, (int)_buffer.Length), cancellationToken);
        _buffer.SetLength(0);
        _buffer.Capacity = 0;
        ReleaseReserved();
    }

    private bool IsCacheable()
        => IsShareable(response.StatusCode) && IsJson(response.ContentType) && response.Headers.SetCookie.Count == 0;

    private bool TryReserve(long bytes)
    {
        if (!store.TryReserve(bytes))
        {
            return false;
        }

        _reserved += bytes;
        return true;
    }

    private void ReleaseReserved()
    {
        store.Release(_reserved);
        _reserved = 0;
    }

    private static bool IsJson(string? contentType)
        => contentType is not null
            && (contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
                || contentType.StartsWith("application/graphql-response+json", StringComparison.OrdinalIgnoreCase));
}
