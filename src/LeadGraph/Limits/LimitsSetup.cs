using LeadGraph.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace LeadGraph.Limits;

/// <summary>Registers the limits.</summary>
public static class LimitsSetup
{
    /// <summary>Adds the limits.</summary>
    /// <param name="services">The services; <see cref="LimitOptions"/> must be registered.</param>
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelLimits>();
        services.AddSingleton<IConfigureOptions<SocketTransportOptions>, KestrelLimits>();
        services.AddSingleton<CallerLimiters>();
        services.AddSingleton<MemoryBudget>();
        services.AddSingleton<IListenRule, AddressConnectionLimit>();
        services.AddSingleton<IListenRule, RequestHeadLimit>();
    }
}
