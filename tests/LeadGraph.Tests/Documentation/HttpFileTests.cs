using System.Net.Http.Headers;
using System.Text.Json;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Documentation;

/// <summary>The service answers every request of leadgraph.http.</summary>
public class HttpFileTests
{
    private static readonly string Text =
        File.ReadAllText(Path.Combine(Repository.Root, "leadgraph.http")).ReplaceLineEndings("\n");

    [Fact]
    public async Task Requests_SentToTheService_Succeed()
    {
        // Introspection is on as with dotnet run, which starts in Development.
        await using ServiceHost host = await ServiceHost.StartAsync(
            "", ("LeadGraph:Demo:File", ReferenceData.NewSqliteFile()), ("LeadGraph:Store", "Auto"),
            ("LeadGraph:GraphQL:Introspection", "true"));
        string[] requests = Text.Split("\n###")[1..];
        Assert.True(requests.Length >= 10);

        foreach (string text in requests)
        {
            using HttpRequestMessage request = Parse(text);
            using HttpResponseMessage response = await host.Client.SendAsync(request);
            string body = await response.Content.ReadAsStringAsync();

            Assert.True(response.IsSuccessStatusCode, $"{text}\n{(int)response.StatusCode} {body}");
            if (request.Method == HttpMethod.Post)
            {
                Assert.False(JsonDocument.Parse(body).RootElement.TryGetProperty("errors", out _), $"{text}\n{body}");
            }
        }
    }

    // A title, the request line, headers, an empty line, the body.
    private static HttpRequestMessage Parse(string text)
    {
        string[] parts = text.Trim('\n').Split("\n\n", 2);
        string[] head = parts[0].Split('\n');
        string[] line = head[1].Split(' ', 2);
        var request = new HttpRequestMessage(new HttpMethod(line[0]), line[1].Replace("{{host}}", ""));
        if (parts.Length > 1)
        {
            request.Content = new StringContent(parts[1]);
        }

        foreach (string[] header in head[2..].Select(header => header.Split(": ", 2)))
        {
            if (header[0] == "Content-Type")
            {
                request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(header[1]);
            }
            else
            {
                request.Headers.Add(header[0], header[1]);
            }
        }

        return request;
    }
}
