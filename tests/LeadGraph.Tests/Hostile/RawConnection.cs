using System.Net.Sockets;
using System.Text;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Hostile;

/// <summary>A connection that sends arbitrary bytes.</summary>
public sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    /// <summary>Sends bytes and reads until the response is complete or the server closes the connection.</summary>
    public static async Task<string> ExchangeAsync(Uri address, byte[] request)
    {
        using RawConnection connection = await OpenAsync(address);
        await connection.SendAsync(request);
        return await connection.ReadAsync(Eventually.Limit);
    }

    /// <summary>Sends bytes. A connection that the server has closed is no error.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            await _client.GetStream().WriteAsync(bytes);
        }
        catch (IOException)
        {
            // The server responded and closed the connection before it read everything.
        }
    }

    /// <summary>Reads until the end of the connection, or of a response with a Content-Length.</summary>
    public async Task<string> ReadAsync(TimeSpan timeout)
    {
        using var silence = new CancellationTokenSource(timeout);
        var text = new StringBuilder();
        byte[] buffer = new byte[65_536];
        try
        {
            int read;
            while (!IsWhole(text.ToString()) && (read = await _client.GetStream().ReadAsync(buffer, silence.Token)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            // The connection is reset or idle; return what was received.
        }

        return text.ToString();
    }

    public void Dispose() => _client.Dispose();

    private static bool IsWhole(string text)
    {
        int headers = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (headers < 0)
        {
            return false;
        }

        const string LengthHeader = "Content-Length: ";
        int length = text.IndexOf(LengthHeader, StringComparison.OrdinalIgnoreCase);
        return length >= 0 && length < headers
            ? Encoding.UTF8.GetByteCount(text.AsSpan(headers + 4))
                >= int.Parse(text.AsSpan(length + LengthHeader.Length, text.IndexOf('\r', length) - length - LengthHeader.Length))
            : text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal);
    }
}
