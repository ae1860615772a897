using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadGraph.Scoring;
using LeadGraph.Tests.Access;

namespace LeadGraph.Tests.Soak;

/// <summary>One who listens to changes of tier: every change begins where the one before it ended.</summary>
public sealed class SoakListener(string name, SoakReport report) : IDisposable
{
    private readonly List<string> _heard = [];
    private readonly Dictionary<long, LeadScore> _tiers = [];
    private readonly Lock _lock = new();
    private IDisposable? _connection;
    private bool _isOver;

    /// <summary>Every change heard, in order.</summary>
    public IReadOnlyList<string> Heard
    {
        get
        {
            lock (_lock)
            {
                return [.. _heard];
            }
        }
    }

    /// <summary>Listens by server-sent events.</summary>
    public async Task ListenBySseAsync(HttpClient client, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new { query })
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        HttpResponseMessage stream = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        _connection = stream;
        _ = ReadAsync(async () =>
        {
            string? line;
            do
            {
                line = await lines.ReadLineAsync() ?? throw new IOException("The stream ended.");
            }
            while (!line.StartsWith("data: {", StringComparison.Ordinal));

            return JsonNode.Parse(line["data: ".Length..])!;
        });
    }

    /// <summary>Listens over a WebSocket.</summary>
    public async Task ListenBySocketAsync(Uri service, string query)
    {
        GraphQLSocket socket = await GraphQLSocket.OpenAsync(service);
        _connection = socket;
        await socket.InitAsync();
        await socket.SendAsync(new { type = "subscribe", id = "1", payload = new { query } });
        _ = ReadAsync(async () =>
        {
            string message = await socket.ReceiveAsync(timeout: TimeSpan.FromHours(24));
            return message.StartsWith('{') && JsonNode.Parse(message) is { } parsed
                && (string?)parsed["type"] == "next" ? parsed["payload"]! : throw new IOException(message);
        });
    }

    /// <summary>A change, in the words that listeners note it in.</summary>
    public static string Describe(long user, LeadScore? previous, LeadScore current) => $"{user} {previous} {current}";

    /// <summary>What was heard last of users who are in other tiers, in words.</summary>
    /// <param name="tiers">The tiers that there are.</param>
    public IReadOnlyList<string> Mistakes(IReadOnlyDictionary<long, LeadScore> tiers)
    {
        lock (_lock)
        {
            return [.. _tiers.Where(known => tiers[known.Key] != known.Value)
                .Select(known => $"{name} last heard that {known.Key} is {known.Value}, who is {tiers[known.Key]}")];
        }
    }

    public void Dispose()
    {
        _isOver = true;
        _connection?.Dispose();
    }

    private async Task ReadAsync(Func<Task<JsonNode>> next)
    {
        try
        {
            while (true)
            {
                JsonNode message = await next();
                JsonNode change = message["data"]?["onLeadScoreChanged"]
                    ?? throw new IOException(message.ToJsonString());
                Add((long)change["userId"]!, (string?)change["previous"], (string)change["current"]!);
            }
        }
        catch (Exception end) when (!_isOver)
        {
            report.AddProblem("streams ended", $"{name}: {end.Message}");
        }
        catch (Exception)
        {
            // The soak is over.
        }
    }

    private void Add(long user, string? previous, string current)
    {
        lock (_lock)
        {
            LeadScore tier = Enum.Parse<LeadScore>(current, ignoreCase: true);
            LeadScore? before = previous is null ? null : Enum.Parse<LeadScore>(previous, ignoreCase: true);
            _heard.Add(Describe(user, before, tier));
            if (_tiers.TryGetValue(user, out LeadScore known) && known != before)
            {
                report.AddProblem(
                    "wrong changes", $"{name}: {user} went from {previous} to {current}, but was {known}");
            }

            _tiers[user] = tier;
        }

        report.Count("changes heard");
    }
}
