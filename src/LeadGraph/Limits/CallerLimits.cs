using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Limits;

/// <summary>
/// What one caller may take of the service: so many requests a second, so many at a time, so many streams held open.
/// A caller is who the credential names; one without is its address.
/// </summary>
public sealed class CallerLimits(CallerLimiters limiters) : IConfigureOptions<RateLimiterOptions>
{
    /// <inheritdoc/>
    public void Configure(RateLimiterOptions limiter)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            limiters.Rate.WithTranslatedKey<HttpContext>(NameOf, leaveOpen: true),
            limiters.Streams.WithTranslatedKey<HttpContext>(
                context => IsStream(context) ? NameOf(context) : "", leaveOpen: true),
            limiters.Operations.WithTranslatedKey<HttpContext>(
                context => IsStream(context) ? "" : NameOf(context), leaveOpen: true));
        limiter.OnRejected = RejectAsync;
    }

    /// <summary>Whether the request opens a stream, which lasts as long as the caller likes.</summary>
    /// <param name="context">The request.</param>
    public static bool IsStream(HttpContext context)
        => context.WebSockets.IsWebSocketRequest
            || context.Request.Headers.Accept.Any(value => value is not null
                && value.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase));

    /// <summary>The name under which the caller of a request is counted.</summary>
    /// <param name="context">The request.</param>
    public static string NameOf(HttpContext context)
        // Probes go by a name of their own, so that whoever exhausts an address's share does not fail them.
        => context.Request.Path.StartsWithSegments("/health") ? $"health {AddressOf(context)}"
            : context.User.Identity?.Name is { } name ? $"caller {name}"
            : $"address {AddressOf(context)}";

    // Who has one address of IPv6 has the 2⁶⁴ beside it too.
    private static IPAddress? AddressOf(HttpContext context)
    {
        IPAddress? address = context.Connection.RemoteIpAddress;
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

    private static async ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        HttpContext context = rejected.HttpContext;
        TimeSpan wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan given)
            ? given : TimeSpan.FromSeconds(1);
        int seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        await context.RefuseAsync(StatusCodes.Status429TooManyRequests, "TOO_MANY_REQUESTS",
            $"The caller asks for too much at a time; try again in {seconds} s.");
    }
}
