using System.Net;
using System.Net.Sockets;

namespace LeadGraph.Limits;

/// <summary>
/// The names under which callers are counted. A caller is the name in the credential, or the IP address if there is no
/// credential.
/// </summary>
public static class Callers
{
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
}
