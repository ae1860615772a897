namespace HotChocolate.AspNetCore.Hosting;

/// <summary>What a client can make the server hold, and for how long.</summary>
internal sealed class TransportLimits
{
    /// <summary>The largest request body, in bytes.</summary>
    public long MaxRequestBodySize { get; set; } = 1024 * 1024;

    /// <summary>The most requests in one batch.</summary>
    public int MaxBatchSize { get; set; } = 16;

    /// <summary>
    /// The largest message of a WebSocket client, in bytes, where the server does not limit request bodies to fewer.
    /// </summary>
    public int MaxSocketMessageSize { get; set; } = 1024 * 1024;

    /// <summary>
    /// The most operations that one WebSocket connection has at a time, those included that an interceptor has refused
    /// and whose errors have not been sent. It bounds what waits to be sent; a service that wants fewer operations
    /// refuses them in its interceptor.
    /// </summary>
    public int MaxSocketOperations { get; set; } = 200;

    /// <summary>
    /// How long the client of a stream may take to accept one message, or one part of a large one. A client that takes
    /// longer is disconnected; one that is slow within that time misses nothing.
    /// </summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a keep-alive is sent on an idle connection.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>
    /// How long a client may take to receive the end of its stream, or to close its WebSocket; also one that has just
    /// exceeded <see cref="WriteTimeout"/>, over a WebSocket.
    /// </summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
