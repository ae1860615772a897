using System.Net.Http.Json;
using System.Text.Json;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Changes.Feed;

namespace LeadGraph.Tests.Faults.History;

/// <summary>The ways in which the feed can be read: each one request, or one stream until it ends.</summary>
internal static class HistoryWays
{
    private const string Rest = FeedSchool.Address;

    private static readonly HashSet<string> OfFaults = ["INTERNAL_SERVER_ERROR", "HC0045", "DATABASE_NOT_READY"];

    /// <summary>All ways by name.</summary>
    public static IReadOnlyList<(string Name, Func<HistoryReader, HttpClient, CancellationToken, Task> Read)> All =>
    [
        ("GraphQL", ByGraphQLAsync), ("REST", (reader, service, stop) => ByRestAsync(reader, service, "", stop)),
        ("REST that waits", (reader, service, stop) => ByRestAsync(reader, service, "&wait=5", stop)),
        ("event stream", ByEventsAsync), ("WebSocket", BySocketAsync)
    ];

    private static async Task ByGraphQLAsync(HistoryReader reader, HttpClient service, CancellationToken stop)
    {
        const string query = $$"""
            query ($after: String) {
              leadScoreChanges(first: 7, after: $after) { nodes { {{HistoryChange.Fields}} } pageInfo { endCursor } }
              newest: leadScoreChanges(last: 1) { nodes { cursor } }
            }
            """;
        using HttpResponseMessage answer = await service.PostAsJsonAsync(
            "/graphql", new { query, variables = new { after = reader.Cursor } }, stop);
        JsonElement response = JsonElement.Parse(await answer.Content.ReadAsStringAsync(stop));
        if (response.TryGetProperty("errors", out JsonElement errors))
        {
            Judge(reader, errors);
            return;
        }

        JsonElement page = response.GetProperty("data").GetProperty("leadScoreChanges");
        foreach (JsonElement node in page.GetProperty("nodes").EnumerateArray())
        {
            Add(reader, node);
        }

        if (page.GetProperty("pageInfo").GetProperty("endCursor").GetString() is { } end)
        {
            reader.MoveTo(end);
        }

        // One that is served because nothing newer can be computed says so.
        bool isStale = answer.Headers.TryGetValues("Cache-Status", out IEnumerable<string>? status)
            && status.Any(one => one.Contains("stale-if-error", StringComparison.Ordinal));
        JsonElement newest = response.GetProperty("data").GetProperty("newest").GetProperty("nodes");
        if (newest.GetArrayLength() > 0 && !isStale)
        {
            reader.See(HistoryChange.IdOf(newest[0].GetProperty("cursor").GetString()!));
        }
    }

    private static async Task ByRestAsync(
        HistoryReader reader, HttpClient service, string wait, CancellationToken stop)
    {
        string? next = $"{Rest}?limit=7{(reader.Cursor is null ? "" : $"&after={reader.Cursor}")}{wait}";
        while (next is not null)
        {
            using HttpResponseMessage answer = await service.GetAsync(next, stop);
            string body = await answer.Content.ReadAsStringAsync(stop);
            if (!answer.IsSuccessStatusCode)
            {
                reader.Judge((int)answer.StatusCode, body);
                return;
            }

            JsonElement[] rows = [.. JsonElement.Parse(body).EnumerateArray()];
            string link = answer.Headers.GetValues("Link").Single();
            string address = link[1..link.IndexOf('>')];
            string cursor = System.Web.HttpUtility.ParseQueryString(address[address.IndexOf('?')..])["after"]!;
            foreach (JsonElement row in rows)
            {
                reader.Add(HistoryChange.OfRest(row), cursor: null);
            }

            reader.MoveTo(cursor);
            next = rows.Length > 0 ? address : null;
        }
    }

    private static async Task ByEventsAsync(HistoryReader reader, HttpClient service, CancellationToken stop)
    {
        using ChangeReader stream = await ChangeReader.OpenAsync(
            service, reader.Cursor ?? HistoryChange.CursorOf(0), fields: HistoryChange.Fields);
        await using CancellationTokenRegistration cut = stop.Register(stream.Dispose);
        while (await stream.ReadAsync() is { } response)
        {
            if (response.TryGetProperty("errors", out JsonElement errors))
            {
                Judge(reader, errors);
                return;
            }

            Add(reader, response.GetProperty("data").GetProperty("onLeadScoreChanged"));
            reader.Cursor = stream.LastId;
        }

        reader.Cursor = stream.LastId ?? reader.Cursor;
        if (stream.IsCompleted)
        {
            reader.Complain("streams completed", "the stream says that there is no more");
        }
    }

    private static async Task BySocketAsync(HistoryReader reader, HttpClient service, CancellationToken stop)
    {
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(service.BaseAddress!);
        await using CancellationTokenRegistration cut = stop.Register(socket.Dispose);
        if (await socket.InitAsync() != """{"type":"connection_ack"}""")
        {
            return;
        }

        await socket.SendAsync(new
        {
            id = "1",
            type = "subscribe",
            payload = new
            {
                query = $$"""
                    subscription ($after: String) { onLeadScoreChanged(after: $after) { {{HistoryChange.Fields}} } }
                    """,
                variables = new { after = reader.Cursor ?? HistoryChange.CursorOf(0) }
            }
        });
        while (true)
        {
            string message = await socket.ReceiveAsync();
            if (!message.StartsWith('{'))
            {
                return;
            }

            JsonElement parsed = JsonElement.Parse(message);
            switch (parsed.GetProperty("type").GetString())
            {
                case "next":
                    JsonElement payload = parsed.GetProperty("payload");
                    if (payload.TryGetProperty("errors", out JsonElement errors))
                    {
                        Judge(reader, errors);
                        return;
                    }

                    Add(reader, payload.GetProperty("data").GetProperty("onLeadScoreChanged"));
                    break;
                case "error":
                    Judge(reader, parsed.GetProperty("payload"));
                    return;
                default:
                    reader.Complain("streams completed", message);
                    return;
            }
        }
    }

    private static void Add(HistoryReader reader, JsonElement change)
        => reader.Add(HistoryChange.OfGraphQL(change), change.GetProperty("cursor").GetString());

    private static void Judge(HistoryReader reader, JsonElement errors)
    {
        string? code = errors[0].TryGetProperty("extensions", out JsonElement extensions)
            && extensions.TryGetProperty("code", out JsonElement value) ? value.GetString() : null;
        reader.Judge(OfFaults.Contains(code ?? "") ? 500 : 400, errors.GetRawText());
    }
}
