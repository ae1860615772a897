using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using LeadGraph.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Limits;

/// <summary>Marks an endpoint that streams its response, which a client may take long to read.</summary>
public sealed record Download;

/// <summary>
/// Per-caller rate limit. A caller is the name in the credential, or the IP address if there is no credential.
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
        // Probes have a separate name, so that they pass when their address has exhausted its limit.
        => IsProbe(context) ? $"health {AddressOf(context.Connection.RemoteIpAddress)}"
            : context.User.Identity?.Name is { } name ? $"caller {name}"
            : $"address {AddressOf(context.Connection.RemoteIpAddress)}";

    /// <summary>
    /// The address under which a client is counted, or null if it has none. Only the first 64 bits of an IPv6 address
    /// count, because a client usually controls the rest.
    /// </summary>
    /// <param name="address">The address of the client.</param>
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

    /// <summary>Responds with 429.</summary>
    /// <param name="context">The request.</param>
    /// <param name="lease">The lease that was not acquired.</param>
    public static async ValueTask WriteErrorAsync(HttpContext context, RateLimitLease lease)
    {
        TimeSpan wait = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan retryAfter)
            ? retryAfter : TimeSpan.FromSeconds(1);
        int seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        await context.WriteErrorAsync(StatusCodes.Status429TooManyRequests, "TOO_MANY_REQUESTS",
            $"Too many requests; try again in {seconds} s.");
    }
}
