using System.Net;
using System.Threading.RateLimiting;
using LeadGraph.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LeadGraph.Limits;

/// <summary>Closes at once what one address opens beyond its share of connections, so that none takes them all.</summary>
public sealed class AddressConnectionLimit(CallerLimiters limiters) : IListenRule
{
    /// <summary>Checks the limit before anything else is done for a connection.</summary>
    /// <param name="listen">Where connections come in.</param>
    public void Apply(ListenOptions listen) => listen.Use(next => async connection =>
    {
        IPAddress? address = CallerRateLimits.AddressOf((connection.RemoteEndPoint as IPEndPoint)?.Address);
        using RateLimitLease share = limiters.Connections.AttemptAcquire(address?.ToString() ?? "");
        if (share.IsAcquired)
        {
            await next(connection);
        }
        else
        {
            connection.Abort(new ConnectionAbortedException("The address has too many connections."));
        }
    });
}
