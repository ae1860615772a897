using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace LeadGraph.Limits;

/// <summary>The limits that Kestrel enforces before a request reaches the pipeline.</summary>
public sealed class KestrelLimits(IOptions<LimitOptions> options)
    : IConfigureOptions<KestrelServerOptions>, IConfigureOptions<SocketTransportOptions>
{
    private const int BufferBytes = 64 * 1024;

    // Kestrel fills the buffer of each connection ahead of what the service reads, so it is small. It must be at least
    // as large as the request line.
    private int BufferSize => Math.Max(BufferBytes, options.Value.RequestLineBytes + options.Value.HeaderBytes);

    /// <inheritdoc/>
    public void Configure(SocketTransportOptions transport) => transport.MaxReadBufferSize = BufferSize;

    /// <inheritdoc/>
    public void Configure(KestrelServerOptions server)
    {
        LimitOptions limits = options.Value;
        server.AddServerHeader = false;
        // An idle connection would keep the headers of its last request, for another one with the same.
        server.DisableStringReuse = true;
        server.Limits.MaxRequestBodySize = limits.RequestBytes;
        server.Limits.MaxRequestLineSize = limits.RequestLineBytes;
        server.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        server.Limits.MaxRequestHeaderCount = limits.Headers;
        server.Limits.RequestHeadersTimeout = limits.HeaderTimeout;
        server.Limits.KeepAliveTimeout = limits.IdleTimeout;
        server.Limits.MinRequestBodyDataRate = new MinDataRate(limits.BodyBytesPerSecond, TimeSpan.FromSeconds(5));
        server.Limits.MaxConcurrentConnections = limits.Connections;
        // Of connections with TLS; SocketTransportOptions has the limit of others.
        server.Limits.MaxRequestBufferSize = BufferSize;
    }
}
