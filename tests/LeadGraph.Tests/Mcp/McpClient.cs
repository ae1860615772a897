using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Mcp;

/// <summary>Speaks to the MCP endpoint over HTTP, one message a request.</summary>
internal static class McpClient
{
    /// <summary>Sends a message, with a key where one is given.</summary>
    public static async Task<HttpResponseMessage> PostAsync(
        this ServiceHost host, string method, JsonObject? parameters = null, string? key = null,
        params (string Name, string Value)[] headers)
    {
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method };
        if (parameters is not null)
        {
            message["params"] = parameters;
        }

        return await host.PostAsync(JsonContent.Create(message), key, headers);
    }

    /// <summary>Sends a body.</summary>
    public static async Task<HttpResponseMessage> PostAsync(
        this ServiceHost host, HttpContent? content, string? key = null, params (string Name, string Value)[] headers)
    {
        // The service may listen on every address of the machine.
        var endpoint = new UriBuilder("http", "127.0.0.1", host.Client.BaseAddress!.Port, "/mcp");
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Uri) { Content = content };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Client.SendAsync(request);
    }

    /// <summary>The tools.</summary>
    public static async Task<JsonElement[]> ListToolsAsync(this ServiceHost host)
    {
        using HttpResponseMessage response = await host.PostAsync("tools/list");
        return [.. (await ReadAsync(response)).GetProperty("result").GetProperty("tools").EnumerateArray()];
    }

    /// <summary>Calls a tool: the data, or the errors as <c>message code</c>.</summary>
    public static async Task<(JsonElement Data, string[] Errors)> CallAsync(
        this ServiceHost host, string tool, object? arguments = null, string? key = null)
    {
        using HttpResponseMessage response = await host.PostAsync(
            "tools/call",
            new JsonObject { ["name"] = tool, ["arguments"] = JsonSerializer.SerializeToNode(arguments ?? new { }) },
            key);
        JsonElement result = (await ReadAsync(response)).GetProperty("result");
        string text = result.GetProperty("content")[0].GetProperty("text").GetString()!;
        JsonElement content = JsonElement.Parse(text);
        if (result.TryGetProperty("isError", out JsonElement isError) && isError.GetBoolean())
        {
            Assert.False(result.TryGetProperty("structuredContent", out _));
            return (default, [.. content.GetProperty("errors").EnumerateArray()
                .Select(error => $"{error.GetProperty("code")}: {error.GetProperty("message")}")]);
        }

        Assert.True(JsonElement.DeepEquals(content, result.GetProperty("structuredContent")), text);
        return (content, []);
    }

    /// <summary>What the service logged as its own failures. A slow database may be one, whatever is asked.</summary>
    public static IEnumerable<string> Failures(this ServiceHost host) => host.Logs.All
        .Where(record => record.Level >= LogLevel.Error && record.Category != typeof(DatabaseWatch).FullName)
        .Select(record => record.Message);

    /// <summary>The message in a response, which is an event stream of one event.</summary>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode} {body}");
        const string Data = "data: ";
        string line = Assert.Single(body.Split('\n'), line => line.StartsWith(Data, StringComparison.Ordinal));
        return JsonElement.Parse(line[Data.Length..]);
    }
}
