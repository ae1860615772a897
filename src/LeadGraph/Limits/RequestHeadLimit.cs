using System.Net;
using LeadGraph.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LeadGraph.Limits;

/// <summary>
/// Limits the memory of request lines and headers that have not arrived completely, and closes connections beyond it.
/// Kestrel limits the size of each only, and neither authentication nor any other limit comes before them.
/// </summary>
/// <param name="limiters">The limits per address and for all addresses.</param>
/// <param name="options">The limits of a request.</param>
public sealed class RequestHeadLimit(CallerLimiters limiters, IOptions<LimitOptions> options) : IListenRule
{
    /// <summary>Adds the limit to the connections of an endpoint.</summary>
    /// <param name="listen">The options of the endpoint.</param>
    public void Apply(ListenOptions listen) => listen.Use(next => async connection =>
    {
        IPAddress? address = CallerRateLimits.AddressOf((connection.RemoteEndPoint as IPEndPoint)?.Address);
        using var head = new RequestHead(new HeadMemory(limiters, $"{address}"), options.Value.HeaderBytes)
        {
            // Without TLS nothing negotiates it.
            IsHttp2 = listen.Protocols == HttpProtocols.Http2
        };
        connection.Features.Set(head);
        await next(new MeteredConnection(connection, head));
    });
}
