using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using LeadGraph.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Limits;

/// <summary>Marks an endpoint whose answers are written as they are read, and can take their readers long.</summary>
public sealed record Download;

/// <summary>
/// What one caller may take of the service in time. A caller is who the credential names; one without is its address.
/// </summary>
public sealed class CallerRateLimits(CallerLimiters limiters) : IConfigureOptions<RateLimiterOptions>
{
    /// <inheritdoc/>
    public void Configure(RateLimiterOptions limiter)
    {
        limiter.GlobalLimiter = limiters.Rate.WithTranslatedKey<HttpContext>(NameOf, leaveOpen: true);
        limiter.OnRejected = (rejected, _) => WriteErrorAsync(rejected.HttpContext, rejected.Lease);
    }

    /// <summary>Whether the request is a probe of the service's health.</summary>
    /// <param name="context">The request.</param>
    public static bool IsProbe(HttpContext context)
        => context.Request.Path.Equals("/health/live", StringComparison.OrdinalIgnoreCase)
            || context.Request.Path.Equals("/health/ready", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name under which the caller of a request is counted.</summary>
    /// <param name="context">The request.</param>
    public static string NameOf(HttpContext context)
        // Probes go by a name of their own, so that whoever exhausts an address's share does not fail them.
        => IsProbe(context) ? $"health {AddressOf(context.Connection.RemoteIpAddress)}"
            : context.User.Identity?.Name is { } name ? $"caller {name}"
            : $"address {AddressOf(context.Connection.RemoteIpAddress)}";

    /// <summary>
    /// The address that an endpoint of the network counts under, or null where it has none. Who has one address of
    /// IPv6 has the 2⁶⁴ beside it too.
    /// </summary>
    /// <param name="address">The endpoint's own.</param>
    public static IPAddress? AddressOf(IPAddress? address)
    {
        if (address is null or { AddressFamily: not AddressFamily.InterNetworkV6 })
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    /// <summary>Whether the request is for a download.</summary>
    /// <param name="context">The request.</param>
    public static bool IsDownload(HttpContext context)
        => context.GetEndpoint()?.Metadata.GetMetadata<Download>() is not null;

    /// <summary>Answers a request that is too much of its caller's.</summary>
    /// <param name="context">The request.</param>
    /// <param name="lease">What it was refused.</param>
    public static async ValueTask WriteErrorAsync(HttpContext context, RateLimitLease lease)
    {
        TimeSpan wait = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan given)
            ? given : TimeSpan.FromSeconds(1);
        int seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        await context.WriteErrorAsync(StatusCodes.Status429TooManyRequests, "TOO_MANY_REQUESTS",
            $"The caller asks for too much at a time; try again in {seconds} s.");
    }
}
