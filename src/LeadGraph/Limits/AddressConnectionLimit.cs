using System.Net;
using System.Threading.RateLimiting;
using LeadGraph.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LeadGraph.Limits;

/// <summary>Limits the connections of one IP address, so that it cannot take all. Closes further ones.</summary>
public sealed class AddressConnectionLimit(CallerLimiters limiters) : IListenRule
{
    /// <summary>Adds the limit to the connections of an endpoint.</summary>
    /// <param name="listen">The options of the endpoint.</param>
    public void Apply(ListenOptions listen) => listen.Use(next => async connection =>
    {
        IPAddress? address = Callers.AddressOf((connection.RemoteEndPoint as IPEndPoint)?.Address);
        using RateLimitLease lease = limiters.Connections.AttemptAcquire(address?.ToString() ?? "");
        if (lease.IsAcquired)
        {
            await next(connection);
        }
        else
        {
            connection.Abort(new ConnectionAbortedException("The address has too many connections."));
        }
    });
}
