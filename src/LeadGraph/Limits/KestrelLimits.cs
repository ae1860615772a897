using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LeadGraph.Limits;

/// <summary>The limits that Kestrel enforces before a request reaches the pipeline.</summary>
public sealed class KestrelLimits(IOptions<LimitOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    /// <inheritdoc/>
    public void Configure(KestrelServerOptions server)
    {
        LimitOptions limits = options.Value;
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = limits.RequestBytes;
        server.Limits.MaxRequestLineSize = limits.RequestLineBytes;
        server.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        server.Limits.MaxRequestHeaderCount = limits.Headers;
        server.Limits.RequestHeadersTimeout = limits.HeaderTimeout;
        server.Limits.KeepAliveTimeout = limits.IdleTimeout;
        server.Limits.MinRequestBodyDataRate = new MinDataRate(limits.BodyBytesPerSecond, TimeSpan.FromSeconds(5));
        server.Limits.MaxConcurrentConnections = limits.Connections;

        // Kestrel requires the buffer to be at least as large as the request line.
        server.Limits.MaxRequestBufferSize = Math.Max(
            server.Limits.MaxRequestBufferSize ?? 0, limits.RequestLineBytes + limits.HeaderBytes);
    }
}
