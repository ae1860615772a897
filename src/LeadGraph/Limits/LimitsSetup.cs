using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LeadGraph.Limits;

/// <summary>Puts the limits where they are kept.</summary>
public static class LimitsSetup
{
    /// <summary>Adds the limits.</summary>
    /// <param name="services">The services to add them to; <see cref="LimitOptions"/> are among them.</param>
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelLimits>();
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>, CallerRateLimits>();
        services.AddRateLimiter();
        services.AddSingleton<CallerLimiters>();
        services.AddSingleton<MemoryBudget>();
        services.AddSingleton<AddressConnectionLimit>();
    }
}
