namespace LeadGraph.Caching;

/// <summary>
/// Holds a response body back until it is complete, so that it can be kept; unless the response turns out, when its
/// first byte is written, to be of a kind that is not shared, or grows too large, or the cache has no room for it
/// beside what else is being held back: then it goes straight to the client.
/// </summary>
/// <param name="response">The response, whose status and type are known by the time of the first byte.</param>
/// <param name="client">Where the body goes in the end.</param>
/// <param name="cache">Says how much may be held back.</param>
/// <param name="notHeld">Told as soon as the body goes straight to the client.</param>
public sealed class ResponseBuffer(
    HttpResponse response, Stream client, ResponseCacheStore cache, Action notHeld) : Stream
{
    // The buffer grows by doubling, and the answer made of it is a copy.
    private const int CopiesOfByte = 3;

    private readonly MemoryStream _held = new();
    private long _reserved;
    private bool _hasBegun;

    /// <summary>Whether the body is being held back.</summary>
    public bool Holds { get; private set; } = true;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Whether an answer of this status is the same for all who ask the same; what a caller is refused for what that
    /// caller did is not.
    /// </summary>
    public static bool IsForEverybody(int status)
        => status is StatusCodes.Status200OK or StatusCodes.Status400BadRequest or >= 500;

    /// <summary>What was held back.</summary>
    public byte[] Held() => _held.ToArray();

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await DecideAsync(buffer.Length, cancellationToken);
        await (Holds ? _held : client).WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        // A stream of events is flushed before there is one.
        await DecideAsync(0, cancellationToken);
        if (!Holds)
        {
            await client.FlushAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
        => throw new NotSupportedException("Responses are written asynchronously.");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        GiveBack();
        base.Dispose(disposing);
    }

    private async ValueTask DecideAsync(int coming, CancellationToken cancellationToken)
    {
        if (!Holds)
        {
            return;
        }

        bool fits = _held.Length + coming <= cache.LargestResponse && TryReserve(CopiesOfByte * (long)coming);
        if (_hasBegun && fits)
        {
            return;
        }

        _hasBegun = true;
        if (fits && IsForEverybody(response.StatusCode) && IsJson(response.ContentType)
            && response.Headers.SetCookie.Count == 0)
        {
            return;
        }

        Holds = false;
        notHeld();
        await client.WriteAsync(_held.GetBuffer().AsMemory(0, (int)_held.Length), cancellationToken);
        _held.SetLength(0);
        _held.Capacity = 0;
        GiveBack();
    }

    private bool TryReserve(long bytes)
    {
        if (!cache.TryHoldBack(bytes))
        {
            return false;
        }

        _reserved += bytes;
        return true;
    }

    private void GiveBack()
    {
        cache.GiveBack(_reserved);
        _reserved = 0;
    }

    private static bool IsJson(string? contentType)
        => contentType is not null
            && (contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
                || contentType.StartsWith("application/graphql-response+json", StringComparison.OrdinalIgnoreCase));
}
