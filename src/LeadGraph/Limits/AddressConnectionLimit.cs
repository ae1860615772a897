using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Connections;

namespace LeadGraph.Limits;

/// <summary>Closes at once what one address opens beyond its share of connections, so that none takes them all.</summary>
public sealed class AddressConnectionLimit(CallerLimiters limiters)
{
    /// <summary>Puts the limit before everything else that a connection meets.</summary>
    /// <param name="connections">Where connections come in.</param>
    public void Guard(IConnectionBuilder connections) => connections.Use(next => async connection =>
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
