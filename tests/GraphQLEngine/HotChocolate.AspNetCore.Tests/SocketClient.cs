using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace HotChocolate.AspNetCore.Tests;

/// <summary>A WebSocket client that speaks in whole messages.</summary>
internal sealed class SocketClient(ClientWebSocket socket) : IAsyncDisposable
{
    public ClientWebSocket Socket { get; } = socket;

    public Task SendAsync(string message) => Socket.SendAsync(
        Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>Introduces itself and waits to be let in.</summary>
    public async Task<SocketClient> InitializeAsync(string message = """{"type":"connection_init"}""")
    {
        await SendAsync(message);
        Assert.Equal("""{"type":"connection_ack"}""", await ReceiveAsync());
        return this;
    }

    public Task SubscribeAsync(string id, string document) => SendAsync(JsonSerializer.Serialize(
        new { type = "subscribe", id, payload = new { query = document } }));

    /// <summary>The next message; null if the server closes the connection instead.</summary>
    public async Task<string?> ReceiveAsync()
    {
        using var timeout = new CancellationTokenSource(Eventually.Limit);
        var text = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (true)
        {
            WebSocketReceiveResult received = await Socket.ReceiveAsync(buffer, timeout.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            text.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(text.ToArray());
            }
        }
    }

    /// <summary>The code with which the server closes the connection, whatever it sends before.</summary>
    public async Task<int> ReceiveCloseAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }

        return (int)Socket.CloseStatus!.Value;
    }

    public ValueTask DisposeAsync()
    {
        Socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
