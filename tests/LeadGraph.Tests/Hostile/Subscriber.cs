using System.Net;
using System.Text;
using System.Text.Json;

namespace LeadGraph.Tests.Hostile;

/// <summary>One of the <see cref="HostileSubscriptions"/>, with a connection of its own.</summary>
/// <param name="kind">What is large in it.</param>
/// <param name="connection">Its connection.</param>
/// <param name="receive">Receives the first event, or why there will be none.</param>
public sealed class Subscriber(string kind, IDisposable connection, Func<Task<string>> receive) : IDisposable
{
    private static readonly string[] Codes = ["TOO_MANY_REQUESTS", "BUSY", "HC0011", "HC0047", "DOCUMENT_TOO_LARGE"];

    /// <summary>Subscribes over a WebSocket, or with an event stream. The subscription need not be open yet then.</summary>
    /// <param name="service">The service.</param>
    /// <param name="address">The address of the client.</param>
    /// <param name="kind">What is large in it.</param>
    /// <param name="number">No other subscriber has it.</param>
    /// <param name="isOverSocket">Whether it is over a WebSocket.</param>
    public static Task<Subscriber> StartAsync(
        Uri service, IPAddress address, string kind, int number, bool isOverSocket)
        => isOverSocket
            ? OverSocketAsync(service, address, kind, number)
            : WithStreamAsync(service, address, kind, number);

    /// <summary>The kind, and whether the subscription was accepted, refused, or what came else.</summary>
    public async Task<string> AnswerAsync()
    {
        string answer = await receive();
        bool isAccepted = answer.Contains("\"data\"");
        bool isRefused = Codes.Any(answer.Contains) || answer.StartsWith("closed 1013") || answer.StartsWith("closed 4400");
        return $"{kind}: {(isAccepted ? "accepted" : isRefused ? "refused" : answer[..Math.Min(answer.Length, 200)])}";
    }

    public void Dispose() => connection.Dispose();

    private static async Task<Subscriber> OverSocketAsync(Uri service, IPAddress address, string kind, int number)
    {
        RawSocket socket = await RawSocket.OpenAsync(service, address);
        await socket.SendAsync("""{"type":"connection_init"}""");
        string acknowledgment = await socket.ReceiveAsync();
        string message = HostileSubscriptions.Message(kind, number);
        await socket.TrySendAsync(message);
        await socket.TrySendAsync("""{"type":"ping"}""");
        // The message has arrived when the ping is answered.
        string answer = await socket.ReceiveAsync();
        // From now on, since the others may take long to subscribe and the server pings meanwhile.
        Task<string> receiving = answer.Contains("pong") ? socket.ReceiveAsync() : Task.FromResult(answer);
        return new Subscriber(kind, socket, () => receiving);
    }

    private static async Task<Subscriber> WithStreamAsync(Uri service, IPAddress address, string kind, int number)
    {
        HttpClient client = CallerAddress.NewClient(service, address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent(
                JsonSerializer.Serialize(HostileSubscriptions.Requests[kind](number)), Encoding.UTF8, "application/json")
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
        catch (HttpRequestException failure)
        {
            return new Subscriber(kind, client, () => Task.FromResult($"{failure}"));
        }

        return new Subscriber(kind, client, async () =>
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.Contains("\"data\"") || line.Contains("\"errors\""))
                {
                    return line;
                }
            }

            return "cut";
        });
    }
}
