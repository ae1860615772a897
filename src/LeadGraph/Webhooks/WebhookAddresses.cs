using System.Net;
using System.Net.Sockets;

namespace LeadGraph.Webhooks;

/// <summary>
/// Which addresses webhooks may connect to. A name is resolved once, and the connection goes to an address that has
/// been checked, so that a name which resolves to another address a moment later gains nothing.
/// </summary>
public static class WebhookAddresses
{
    /// <summary>How long connecting to a host may take; each of its addresses gets a share.</summary>
    internal static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // The special-purpose addresses of IANA's registry that are not reachable everywhere, multicast and the reserved
    // ones: https://www.iana.org/assignments/iana-ipv4-special-registry
    private static readonly IPNetwork[] SpecialV4 =
    [
        .. ((string[])[
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/3"]).Select(IPNetwork.Parse)
    ];

    // Only 2000::/3 is for public addresses, and these parts of it are not, or lead into other networks (Teredo, 6to4):
    // https://www.iana.org/assignments/iana-ipv6-special-registry
    private static readonly IPNetwork[] SpecialV6 =
    [
        .. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(IPNetwork.Parse)
    ];

    private static readonly IPNetwork PublicV6 = IPNetwork.Parse("2000::/3");

    // Addresses that a gateway translates to IPv4: https://www.rfc-editor.org/rfc/rfc6052
    private static readonly IPNetwork TranslatedV4 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether a host names this machine: <c>localhost</c>, or a loopback address.</summary>
    /// <param name="host">The host of an address.</param>
    public static bool IsThisMachine(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Whether an address is reachable from everywhere, and so of no private network.</summary>
    /// <param name="address">The address.</param>
    public static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !SpecialV4.Any(network => network.Contains(address));
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        return TranslatedV4.Contains(address)
            ? IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)))
            : PublicV6.Contains(address) && !SpecialV6.Any(network => network.Contains(address));
    }

    /// <summary>Whether a webhook may connect to an address.</summary>
    /// <param name="host">The host that the settings name.</param>
    /// <param name="address">An address of it.</param>
    /// <param name="allowPrivateNetwork">Whether private networks are allowed.</param>
    public static bool IsAllowed(string host, IPAddress address, bool allowPrivateNetwork)
        => IsThisMachine(host)
            ? IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
            : allowPrivateNetwork || IsPublic(address);

    /// <summary>Connects to an address of the host that is allowed.</summary>
    /// <param name="target">The host and its port.</param>
    /// <param name="allowPrivateNetwork">Whether private networks are allowed.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="WebhookAddressException">None of its addresses is allowed.</exception>
    /// <exception cref="SocketException">The host has no address, or none of them can be reached.</exception>
    public static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint target, bool allowPrivateNetwork, CancellationToken cancellationToken)
    {
        IPAddress[] all = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        IPAddress[] allowed = [.. all.Where(address => IsAllowed(target.Host, address, allowPrivateNetwork))];
        if (allowed.Length == 0 && all.Length > 0)
        {
            throw new WebhookAddressException();
        }

        // Both families are tried, one address after the other, as they are resolved.
        for (int i = 0; ; i++)
        {
            IPAddress address = i < allowed.Length
                ? allowed[i] : throw new SocketException((int)SocketError.HostNotFound);
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var share = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (i + 1 < allowed.Length)
            {
                share.CancelAfter(ConnectTimeout / allowed.Length);
            }

            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, target.Port), share.Token);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception failure) when (i + 1 < allowed.Length && !cancellationToken.IsCancellationRequested
                && failure is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}

/// <summary>The host of a webhook has only addresses of private networks.</summary>
public sealed class WebhookAddressException()
    : Exception("the host has only addresses of private networks, which AllowPrivateNetwork does not allow");
