using System.Net;
using System.Net.Sockets;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Hostile;

/// <summary>
/// Connections from a certain address, such as 127.0.0.2: without a credential, each address is a caller of its own.
/// </summary>
public static class CallerAddress
{
    /// <summary>A client whose connections come from an address.</summary>
    public static HttpClient NewClient(Uri service, IPAddress address)
        => new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) => await ConnectAsync(service, address, cancellationToken)
        })
        {
            BaseAddress = service,
            Timeout = Eventually.Limit
        };

    /// <summary>Connects from an address.</summary>
    public static async Task<NetworkStream> ConnectAsync(
        Uri service, IPAddress address, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(address, 0));
            await socket.ConnectAsync(service.Host, service.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
