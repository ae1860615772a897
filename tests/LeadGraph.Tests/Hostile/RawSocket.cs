using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LeadGraph.GraphQL;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Hostile;

/// <summary>A WebSocket whose client sends arbitrary frames, from an address of its own.</summary>
public sealed class RawSocket : IDisposable
{
    private const byte Text = 0x1;
    private const byte Close = 0x8;
    private const byte Ping = 0x9;
    private const byte Pong = 0xA;
    private const byte Final = 0x80;

    private readonly NetworkStream _stream;

    private RawSocket(NetworkStream stream) => _stream = stream;

    /// <summary>Opens a WebSocket.</summary>
    /// <param name="service">The service.</param>
    /// <param name="client">The client's address.</param>
    public static async Task<RawSocket> OpenAsync(Uri service, IPAddress client)
    {
        var socket = new RawSocket(await CallerAddress.ConnectAsync(service, client));
        await socket._stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {GraphQLSetup.Path} HTTP/1.1\r\nHost: {service.Authority}\r\n"
            + $"{string.Concat(AuthenticatedHost.Upgrade.Select(header => $"{header.Name}: {header.Value}\r\n"))}"
            + "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"));
        string response = "";
        while (!response.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            response += (char)await socket.ReadByteAsync();
        }

        Assert.StartsWith("HTTP/1.1 101 ", response);
        return socket;
    }

    /// <summary>Sends a message.</summary>
    public Task SendAsync(string message)
        => SendFrameAsync(Text | Final, Encoding.UTF8.GetBytes(message));

    /// <summary>Sends a message.</summary>
    /// <returns>Whether all of it was sent: the server may close the WebSocket meanwhile.</returns>
    public Task<bool> TrySendAsync(string message)
        => TrySendFrameAsync(Text | Final, Encoding.UTF8.GetBytes(message));

    /// <summary>Sends the first frame of a message that is never completed.</summary>
    /// <returns>Whether all of it was sent: the server may close the WebSocket meanwhile.</returns>
    public Task<bool> TrySendUnfinishedAsync(byte[] start) => TrySendFrameAsync(Text, start);

    /// <summary>
    /// The next message; <c>closed</c> with code and reason; or <c>cut</c>. Answers WebSocket pings meanwhile.
    /// </summary>
    public async Task<string> ReceiveAsync()
    {
        try
        {
            using var message = new MemoryStream();
            while (true)
            {
                byte first = await ReadByteAsync();
                byte[] payload = new byte[await ReadLengthAsync()];
                await _stream.ReadExactlyAsync(payload).AsTask().WaitAsync(Eventually.Limit);
                switch (first & 0xF)
                {
                    case Close:
                        return $"closed {BinaryPrimitives.ReadUInt16BigEndian(payload)} "
                            + Encoding.UTF8.GetString(payload[2..]);
                    case Ping:
                        // Without it the server closes the WebSocket after a while.
                        await TrySendFrameAsync(Pong | Final, payload);
                        break;
                    case Pong:
                        break;
                    default:
                        message.Write(payload);
                        if ((first & Final) != 0)
                        {
                            return Encoding.UTF8.GetString(message.ToArray());
                        }

                        break;
                }
            }
        }
        catch (IOException)
        {
            return "cut";
        }
    }

    public void Dispose() => _stream.Dispose();

    private async Task<bool> TrySendFrameAsync(byte first, byte[] payload)
    {
        try
        {
            await SendFrameAsync(first, payload);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Client frames must be masked; the mask is zero.
    private async Task SendFrameAsync(byte first, byte[] payload)
    {
        byte[] header = new byte[14];
        header[0] = first;
        header[1] = 0x80 | 127;
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(2), payload.Length);
        await _stream.WriteAsync(header);
        await _stream.WriteAsync(payload);
    }

    private async Task<long> ReadLengthAsync()
    {
        byte length = await ReadByteAsync();
        byte[] longer = new byte[length == 127 ? 8 : length == 126 ? 2 : 0];
        await _stream.ReadExactlyAsync(longer).AsTask().WaitAsync(Eventually.Limit);
        return longer.Length switch
        {
            8 => BinaryPrimitives.ReadInt64BigEndian(longer),
            2 => BinaryPrimitives.ReadUInt16BigEndian(longer),
            _ => length
        };
    }

    private async Task<byte> ReadByteAsync()
    {
        byte[] single = new byte[1];
        await _stream.ReadExactlyAsync(single).AsTask().WaitAsync(Eventually.Limit);
        return single[0];
    }
}
