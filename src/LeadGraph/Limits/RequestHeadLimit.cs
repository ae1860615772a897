using System.Net;
using LeadGraph.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LeadGraph.Limits;

/// <summary>
/// Limits the memory of request lines and headers that have not arrived completely, and closes connections beyond it.
/// Kestrel limits only the size of each. Only the limits of connections come before this one: callers are not
/// authenticated yet.
/// </summary>
/// <param name="limiters">The limits per address and for all addresses.</param>
/// <param name="options">The limits of a request.</param>
/// <param name="configuration">Has Kestrel's setting of the protocols.</param>
public sealed class RequestHeadLimit(
    CallerLimiters limiters, IOptions<LimitOptions> options, IConfiguration configuration) : IListenRule
{
    private const string ProtocolsSetting = "Kestrel:EndpointDefaults:Protocols";

    /// <summary>Adds the limit to the connections of an endpoint.</summary>
    /// <param name="listen">The options of the endpoint.</param>
    public void Apply(ListenOptions listen)
    {
        // Over HTTP/2 the headers of a hundred requests stay in memory for each connection, as long as the client does
        // not read the responses. So only an operator who names the protocol gets it.
        if (configuration[ProtocolsSetting] is null)
        {
            listen.Protocols = HttpProtocols.Http1;
        }

        listen.Use(next => connection => LimitAsync(listen, next, connection));
    }

    private async Task LimitAsync(ListenOptions listen, ConnectionDelegate next, ConnectionContext connection)
    {
        IPAddress? address = Callers.AddressOf((connection.RemoteEndPoint as IPEndPoint)?.Address);
        using var head = new RequestHead(new HeadMemory(limiters, $"{address}"), options.Value.HeaderBytes)
        {
            // Without TLS nothing negotiates it.
            IsHttp2 = listen.Protocols == HttpProtocols.Http2
        };
        connection.Features.Set(head);
        await next(new MeteredConnection(connection, head));
    }
}
