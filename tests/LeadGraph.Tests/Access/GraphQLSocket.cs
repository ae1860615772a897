using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Access;

/// <summary>A client that speaks graphql-transport-ws.</summary>
public sealed class GraphQLSocket : IDisposable
{
    private static readonly TimeSpan Limit = Eventually.Limit;

    private readonly ClientWebSocket _socket = new();

    private GraphQLSocket()
    {
    }

    /// <summary>Opens a WebSocket, with headers where any are given.</summary>
    public static async Task<GraphQLSocket> OpenAsync(Uri service, params (string Name, string Value)[] headers)
    {
        var client = new GraphQLSocket();
        client._socket.Options.AddSubProtocol("graphql-transport-ws");
        foreach (var (name, value) in headers)
        {
            client._socket.Options.SetRequestHeader(name, value);
        }

        using var timeout = new CancellationTokenSource(Limit);
        await client._socket.ConnectAsync(
            new UriBuilder(service) { Scheme = "ws", Path = "/graphql" }.Uri, timeout.Token);
        return client;
    }

    public Task SendAsync(object message) => SendAsync(JsonSerializer.Serialize(message));

    public Task SendAsync(string message) => SendAsync(message, isComplete: true);

    /// <summary>Sends a message, or a part of one that is not complete with it.</summary>
    public async Task SendAsync(string text, bool isComplete)
    {
        using var timeout = new CancellationTokenSource(Limit);
        await _socket.SendAsync(
            Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, isComplete, timeout.Token);
    }

    /// <summary>Introduces the client, with a credential where one is given, and answers what comes back.</summary>
    public async Task<string> InitAsync(string? credential = null)
    {
        await SendAsync(credential is null
            ? new { type = "connection_init" }
            : new { type = "connection_init", payload = new { Authorization = $"Bearer {credential}" } });
        return await ReceiveAsync();
    }

    /// <summary>Opens a WebSocket whose caller is accepted.</summary>
    public static async Task<GraphQLSocket> AuthenticateAsync(ServiceHost host, string key)
    {
        GraphQLSocket socket = await OpenAsync(host.Client.BaseAddress!);
        Assert.Equal("{\"type\":\"connection_ack\"}", await socket.InitAsync(key));
        return socket;
    }

    /// <summary>The next message but pings; or <c>closed</c> with code and reason; or <c>cut</c>.</summary>
    public Task<string> ReceiveAsync() => ReceiveAsync(Limit);

    /// <summary>The same, of one who waits so long for it.</summary>
    public async Task<string> ReceiveAsync(TimeSpan timeout)
    {
        using var end = new CancellationTokenSource(timeout);
        byte[] buffer = new byte[65_536];
        try
        {
            while (true)
            {
                int length = 0;
                WebSocketReceiveResult received;
                do
                {
                    if (length == buffer.Length)
                    {
                        Array.Resize(ref buffer, 2 * length);
                    }

                    received = await _socket.ReceiveAsync(
                        new ArraySegment<byte>(buffer, length, buffer.Length - length), end.Token);
                    length += received.Count;
                }
                while (!received.EndOfMessage);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return $"closed {(int)received.CloseStatus!} {received.CloseStatusDescription}";
                }

                string message = Encoding.UTF8.GetString(buffer, 0, length);
                if (message != "{\"type\":\"ping\"}")
                {
                    return message;
                }
            }
        }
        catch (WebSocketException)
        {
            return "cut";
        }
    }

    public void Dispose() => _socket.Dispose();
}
