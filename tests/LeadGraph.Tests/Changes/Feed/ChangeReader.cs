using System.Net.Http.Json;
using System.Text.Json;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Changes.Feed;

/// <summary>A subscription over server-sent events, of a client that keeps the id of the last event.</summary>
internal sealed class ChangeReader : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private ChangeReader(HttpResponseMessage response, Stream body)
        => (_response, _lines) = (response, new StreamReader(body));

    /// <summary>The id from which the client resumes; null if it has none.</summary>
    public string? LastId { get; private set; }

    /// <summary>Whether the server has said that there is no more.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>Subscribes.</summary>
    /// <param name="service">The service.</param>
    /// <param name="lastId">The id that the client sends to resume; null for none.</param>
    /// <param name="arguments">The arguments of the field, with parentheses.</param>
    /// <param name="byGet">Whether it sends GET, as EventSource does.</param>
    /// <param name="fields">What it selects.</param>
    /// <exception cref="HttpRequestException">The service does not answer, or with an error.</exception>
    public static async Task<ChangeReader> OpenAsync(
        HttpClient service, string? lastId = null, string arguments = "", bool byGet = false,
        string fields = "userId cursor")
    {
        string query = $"subscription {{ onLeadScoreChanged{arguments} {{ {fields} }} }}";
        using HttpRequestMessage request = byGet
            ? new HttpRequestMessage(HttpMethod.Get, $"/graphql?query={Uri.EscapeDataString(query)}")
            : new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query }) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        HttpResponseMessage response = await service.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new ChangeReader(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Waits until it has an id, which may be one without an event.</summary>
    public async Task<string> StartAsync()
    {
        while (LastId is null)
        {
            Assert.Null(await BlockAsync());
        }

        return LastId;
    }

    /// <summary>The response of the next event; null if the stream has ended.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        while (true)
        {
            try
            {
                if (await BlockAsync() is { } data)
                {
                    return data;
                }
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    /// <summary>The users of the next changes, or of all until the stream ends.</summary>
    public async Task<List<long>> UsersAsync(int? count = null)
    {
        List<long> users = [];
        while (users.Count != count)
        {
            if (await ReadAsync() is not { } response)
            {
                Assert.Null(count);
                break;
            }

            Assert.False(response.TryGetProperty("errors", out JsonElement errors), errors.ToString());
            JsonElement change = response.GetProperty("data").GetProperty("onLeadScoreChanged");
            Assert.Equal(LastId, change.GetProperty("cursor").GetString());
            users.Add(change.GetProperty("userId").GetInt64());
        }

        return users;
    }

    /// <summary>The first error of the next event, after which the stream is completed.</summary>
    public async Task<JsonElement> ErrorAsync()
    {
        JsonElement? response = await ReadAsync();
        Assert.Null(await ReadAsync());
        Assert.True(IsCompleted);
        return response!.Value.GetProperty("errors")[0];
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }

    // The response of a block, or null if it has none. As EventSource does, what is cut off does not count.
    private async Task<JsonElement?> BlockAsync()
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        string? id = null;
        string? data = null;
        while (true)
        {
            string line = await _lines.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException();
            if (line == "")
            {
                LastId = id ?? LastId;
                return string.IsNullOrEmpty(data) ? null : JsonElement.Parse(data);
            }

            id = line.StartsWith("id: ", StringComparison.Ordinal) ? line["id: ".Length..] : id;
            data = line.StartsWith("data: ", StringComparison.Ordinal) ? line["data: ".Length..] : data;
            IsCompleted |= line == "event: complete";
        }
    }
}
