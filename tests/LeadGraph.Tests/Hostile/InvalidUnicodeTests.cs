using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Hostile;

/// <summary>
/// Requests with a string that is JSON, but not text: half of a surrogate pair, or bytes that are no UTF-8.
/// </summary>
public class InvalidUnicodeTests
{
    private const string Problem = "The request has a string that is not valid Unicode.";
    private const string Document = "query Q($s: String, $f: UserActivityFilterInput) { "
        + "userActivity(search: $s, where: $f) { totalCount } }";

    private static readonly string[] Halves = ["\\ud800", "\\uDFFF", "\\ud800\\ud800", "\\udc00\\ud800", "a\\ud83dz"];

    // The members of a request beside a document, each with % in one position.
    private static readonly string[] Members =
    [
        "\"operationName\":\"%\"",
        "\"id\":\"%\"",
        "\"documentId\":\"%\"",
        "\"%\":1",
        "\"unknown\":\"%\"",
        "\"unknown\":{\"%\":1}",
        "\"unknown\":[{\"a\":[\"%\"]}]",
        "\"variables\":{\"%\":1}",
        "\"variables\":{\"s\":\"a\",\"%\":1}",
        "\"variables\":{\"%\":1,\"s\":\"a\"}",
        "\"variables\":{\"s\":\"%\"}",
        "\"variables\":{\"s\":[\"%\"]}",
        "\"variables\":{\"unused\":\"%\"}",
        "\"variables\":{\"unused\":{\"%\":1}}",
        "\"variables\":{\"f\":{\"%\":1}}",
        "\"variables\":{\"f\":{\"email\":{\"%\":1}}}",
        "\"variables\":{\"f\":{\"email\":{\"eq\":\"%\"}}}",
        "\"variables\":{\"f\":{\"email\":{\"in\":[\"%\"]}}}",
        "\"variables\":{\"f\":{\"or\":[{\"%\":{}}]}}",
        "\"extensions\":{\"%\":1}",
        "\"extensions\":{\"a\":\"%\"}",
        "\"extensions\":{\"a\":[{\"%\":1}]}",
        "\"extensions\":{\"persistedQuery\":{\"sha256Hash\":\"%\"}}",
        "\"extensions\":{\"persistedQuery\":{\"%\":1}}",
        "\"extensions\":{\"%\":1,\"persistedQuery\":{\"sha256Hash\":\"a\"}}"
    ];

    [Theory]
    [InlineData("*/*", "0")]
    [InlineData("*/*", "5")]
    [InlineData("application/json", "0")]
    [InlineData("text/event-stream", "0")]
    public async Task Post_WithInvalidUnicode_Gets400(string accept, string cacheSeconds)
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync(("LeadGraph:Cache:Seconds", cacheSeconds));
        var wrong = new List<string>();
        foreach (string half in Halves.Append("\u00ff"))
        {
            foreach (string body in Requests(half).Append($"{{\"query\":\"{{ __typename }} # {half}\"}}"))
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
                {
                    // In Latin-1 the last text is a byte that is no UTF-8.
                    Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body))
                    {
                        Headers = { ContentType = new MediaTypeHeaderValue("application/json") }
                    }
                };
                request.Headers.TryAddWithoutValidation("Accept", accept);
                wrong.AddRange(await FindWrongAsync(await host.Client.SendAsync(request), body));
            }
        }

        AssertNone(wrong, host);
    }

    [Fact]
    public async Task Get_WithInvalidUnicode_Gets400()
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();
        var wrong = new List<string>();
        foreach (string half in Halves)
        {
            foreach (string member in Members.Where(member => member.Contains(":{")))
            {
                string name = member[1..member.IndexOf('"', 1)];
                string value = member[(name.Length + 3)..].Replace("%", half);
                string path = $"/graphql?query={Uri.EscapeDataString(Document)}&{name}={Uri.EscapeDataString(value)}";
                if (name != "unknown")
                {
                    wrong.AddRange(await FindWrongAsync(await host.Client.GetAsync(path), $"{name}={value}"));
                }
            }
        }

        AssertNone(wrong, host);
    }

    [Theory]
    [InlineData("%ED%A0%80")]
    [InlineData("%FF")]
    [InlineData("%C3%28")]
    public async Task Get_WithBytesThatAreNoUtf8_GetsAResponse(string bytes)
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();
        string document = Uri.EscapeDataString(Document);
        foreach (string query in new[]
        {
            $"query={bytes}", $"id={bytes}", $"documentId={bytes}", $"query={document}&operationName={bytes}",
            $"query={document}&variables={{\"{bytes}\":1}}", $"query={document}&variables={{\"s\":\"{bytes}\"}}",
            $"query={document}&variables={bytes}", $"query={document}&extensions={{\"{bytes}\":1}}",
            $"extensions={{\"persistedQuery\":{{\"sha256Hash\":\"{bytes}\"}}}}", $"query={document}&{bytes}={bytes}"
        })
        {
            using HttpResponseMessage response = await host.Client.GetAsync($"/graphql?{query}");
            Assert.Contains(response.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest });
        }

        AssertNone([], host);
    }

    [Fact]
    public async Task WebSocket_WithInvalidUnicode_IsClosedWithTheReason()
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();
        var wrong = new List<string>();
        foreach (string half in Halves)
        {
            string[] messages =
            [
                .. Requests(half).Select(request => $"{{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{request}}}"),
                $"{{\"type\":\"subscribe\",\"id\":\"{half}\",\"payload\":{{\"query\":\"{{ __typename }}\"}}}}",
                $"{{\"type\":\"{half}\"}}",
                $"{{\"type\":\"complete\",\"id\":\"{half}\"}}"
            ];
            foreach (string message in messages)
            {
                using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
                await socket.InitAsync();
                await socket.SendAsync(message);
                string response = await socket.ReceiveAsync();
                string reason = message.Contains("\"id\":\"1\",\"payload\"") ? Problem : "A message must be";
                if (!response.StartsWith($"closed 4400 {reason}", StringComparison.Ordinal))
                {
                    wrong.Add($"{message}: {response}");
                }
            }
        }

        AssertNone(wrong, host);
    }

    private static IEnumerable<string> Requests(string half)
        => Members.Select(member => $"{{\"query\":\"{Document}\",{member.Replace("%", half)}}}");

    private static async Task<string[]> FindWrongAsync(HttpResponseMessage response, string request)
    {
        using (response)
        {
            string text = await response.TextAsync();
            return response.StatusCode == HttpStatusCode.BadRequest
                && text.StartsWith($"{{\"errors\":[{{\"message\":\"{Problem}\"", StringComparison.Ordinal)
                    ? [] : [$"{request}: {response.StatusCode} {text}"];
        }
    }

    private static void AssertNone(List<string> wrong, ServiceHost host)
    {
        wrong.AddRange(host.Logs.All
            .Where(record => record.Level >= LogLevel.Error || record.Exception is not null)
            .Select(record => $"{record.Message} {record.Exception}").Distinct());
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
