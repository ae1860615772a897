using System.Text.Json;

namespace HotChocolate.AspNetCore.Tests.Http;

/// <summary>Responses that are too large for one part, over every transport.</summary>
public class LargeResponseTests
{
    private const string Document = "{ before: hello long after: hello }";

    private static readonly string s_response =
        $$$"""{"data":{"before":"wörld","long":"{{{new string('x', 100_000)}}}","after":"wörld"}}""";

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/graphql-response+json")]
    public async Task Post_IsWhole(string accept)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync(Request(), accept);

        Assert.Equal(s_response, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Batch_WithSmallResponsesBetween_IsWhole()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(new GraphQLServerOptions { EnableBatching = true });
        string small = """{"query":"{ hello }"}""";

        using HttpResponseMessage response = await server.PostAsync(
            $"[{small},{Request()},{small},{Request()}]", "application/json");

        string hello = """{"data":{"hello":"wörld"}}""";
        Assert.Equal($"[{hello},{s_response},{hello},{s_response}]", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task EventStream_IsWhole()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync(Request(), "text/event-stream");

        Assert.Equal(
            $"event: next\ndata: {s_response}\n\nevent: complete\ndata:\n\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Socket_IsOneMessage()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();

        await client.SubscribeAsync("1", Document);

        Assert.Equal($$"""{"type":"next","id":"1","payload":{{s_response}}}""", await client.ReceiveAsync());
        Assert.Equal("""{"type":"complete","id":"1"}""", await client.ReceiveAsync());
        await client.SubscribeAsync("2", "{ hello }");
        Assert.Equal("""{"type":"next","id":"2","payload":{"data":{"hello":"wörld"}}}""", await client.ReceiveAsync());
    }

    private static string Request() => JsonSerializer.Serialize(new { query = Document });
}
