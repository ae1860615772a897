using System.Net.Sockets;
using System.Text;

namespace HotChocolate.AspNetCore.Tests;

/// <summary>A WebSocket client that resets the connection while messages are on their way.</summary>
internal static class VanishingClient
{
    private const int Pings = 20;

    /// <summary>
    /// Opens a WebSocket, sends messages, waits until the server has answered a ping behind them, sends more pings and
    /// resets the connection without having read the answers.
    /// </summary>
    /// <param name="server">Where the endpoint is, at <c>/graphql</c>.</param>
    /// <param name="messages">The messages, shorter than 126 bytes each.</param>
    public static async Task RunAsync(Uri server, params string[] messages)
    {
        using var client = new TcpClient { LingerState = new LingerOption(true, 0), NoDelay = true };
        await client.ConnectAsync(server.Host, server.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /graphql HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"));
        await ReadUntilAsync(stream, "\r\n\r\n");
        byte[] ping = Frame("""{"type":"ping"}""");
        await stream.WriteAsync((byte[])[.. messages.SelectMany(Frame), .. ping]);
        await ReadUntilAsync(stream, "pong");
        for (int i = 0; i < Pings; i++)
        {
            await stream.WriteAsync(ping);
        }
    }

    private static async Task ReadUntilAsync(NetworkStream stream, string text)
    {
        var read = new StringBuilder();
        byte[] buffer = new byte[4_096];
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            int count = await stream.ReadAsync(buffer);
            Assert.NotEqual(0, count);
            read.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
    }

    /// <summary>A frame with a whole text. It is masked, as a client's has to be, with zeros.</summary>
    private static byte[] Frame(string text)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        Assert.InRange(payload.Length, 1, 125);
        return [0x81, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload];
    }
}
