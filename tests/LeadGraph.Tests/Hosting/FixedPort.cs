using System.Net;
using System.Net.Sockets;

namespace LeadGraph.Tests.Hosting;

/// <summary>
/// Ports for servers that stop and start again. They are below those that the system gives to others by itself, so
/// nobody takes one while its server is stopped.
/// </summary>
public static class FixedPort
{
    private const int First = 10_000;
    private const int Count = 20_000;

    private static int s_last = Random.Shared.Next(Count);

    /// <summary>A port that is free and that no other test of this process gets.</summary>
    public static int Next()
    {
        while (true)
        {
            int port = First + (Interlocked.Increment(ref s_last) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Another program listens there.
            }
        }
    }
}
