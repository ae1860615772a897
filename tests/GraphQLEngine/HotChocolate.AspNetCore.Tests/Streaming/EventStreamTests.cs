using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HotChocolate.AspNetCore.Tests.Streaming;

public class EventStreamTests
{
    private const string EventStream = "text/event-stream";

    [Fact]
    public async Task Subscription_ThatEnds_IsStreamedAndCompleted()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response =
            await server.PostAsync("""{"query":"subscription { count }"}""", EventStream);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(EventStream, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal(
            """
            :

            event: next
            data: {"data":{"count":1}}

            event: next
            data: {"data":{"count":2}}

            event: next
            data: {"data":{"count":3}}

            event: complete
            data:


            """,
            await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("{ hello }", """{"data":{"hello":"wörld"}}""")]
    [InlineData("{ nope }", "{\"errors\":[{\"message\":")]
    public async Task SingleResponse_AsEventStream_IsOneEventAndCompleted(string document, string data)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response =
            await server.PostAsync($$"""{"query":"{{document}}"}""", EventStream);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string text = await response.Content.ReadAsStringAsync();
        Assert.StartsWith($"event: next\ndata: {data}", text);
        Assert.EndsWith("}\n\nevent: complete\ndata:\n\n", text);
        Assert.Equal(2, text.Split("event:").Length - 1);
    }

    [Fact]
    public async Task Subscription_WhoseSourceFails_EndsWithErrorAndCompleted()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response =
            await server.PostAsync("""{"query":"subscription { broken }"}""", EventStream);

        string text = await response.Content.ReadAsStringAsync();
        Assert.Contains("data: {\"data\":{\"broken\":1}}", text);
        Assert.Contains("event: next\ndata: {\"errors\":[", text);
        Assert.DoesNotContain("secret", text);
        Assert.EndsWith("event: complete\ndata:\n\n", text);
    }

    [Fact]
    public async Task Subscription_AcceptedByWildcard_IsStreamed()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync("""{"query":"subscription { count }"}""", "*/*");

        Assert.Equal(EventStream, response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Subscription_OverGet_IsStreamedWhereAllowed()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            new() { AllowedGetOperations = AllowedGetOperations.Query | AllowedGetOperations.Subscription });

        using HttpResponseMessage response =
            await server.SendAsync("GET", "/graphql?query=subscription%20%7B%20count%20%7D", EventStream);

        Assert.EndsWith("event: complete\ndata:\n\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Subscription_WhileNothingHappens_SendsSignsOfLife()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            limits: limits => limits.KeepAliveInterval = TimeSpan.FromMilliseconds(20));
        using StreamReader stream = await SubscribeAsync(server);

        for (int count = 0; count < 5; count++)
        {
            Assert.Equal(":", await stream.ReadLineAsync());
            Assert.Equal("", await stream.ReadLineAsync());
        }
    }

    [Fact]
    public async Task Subscription_EventsComeAsTheyArePublished()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        using StreamReader stream = await SubscribeAsync(server);
        await Eventually.EqualAsync(1, () => server.Subscribers);

        for (int tick = 0; tick < 3; tick++)
        {
            await server.PublishAsync($"{tick}");
            Assert.Equal($$$"""data: {"data":{"ticks":"{{{tick}}}"}}""", await ReadDataAsync(stream));
        }
    }

    [Fact]
    public async Task Subscription_ClientGoes_IsEnded()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        StreamReader stream = await SubscribeAsync(server);
        await Eventually.EqualAsync(1, () => server.Subscribers);

        stream.Dispose();

        await Eventually.EqualAsync(0, () => server.Subscribers);
    }

    [Fact]
    public async Task Subscription_ServerStops_EndsWithoutComplete()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        using StreamReader stream = await SubscribeAsync(server);
        await Eventually.EqualAsync(1, () => server.Subscribers);

        Task stopping = server.StopAsync();

        Assert.Equal(":\n\n", await stream.ReadToEndAsync());
        await stopping;
        Assert.Equal(0, server.Subscribers);
    }

    [Fact]
    public async Task Subscription_BurstBeyondEveryBuffer_WaitsForAReaderThatRests()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        using StreamReader stream = await SubscribeAsync(server);
        await Eventually.EqualAsync(1, () => server.Subscribers);

        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task publishing = server.PublishBurstAsync(held);
        await Task.WhenAny(held.Task, publishing);
        Assert.False(publishing.IsCompleted);

        foreach (string tick in GraphQLServer.Burst)
        {
            Assert.Equal($$$"""data: {"data":{"ticks":"{{{tick}}}"}}""", await ReadDataAsync(stream));
        }

        await publishing;
        Assert.Equal(1, server.Subscribers);
    }

    [Fact]
    public async Task Subscription_ClientThatNeverReads_IsCutOff()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            limits: limits => limits.WriteTimeout = TimeSpan.FromMilliseconds(500));
        using var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        string body = """{"query":"subscription { ticks }"}""";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: {EventStream}\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n{body}"));
        await Eventually.EqualAsync(1, () => server.Subscribers);

        string large = new('x', 1_000_000);
        for (int tick = 0; tick < 64; tick++)
        {
            await server.PublishAsync(large);
        }

        await Eventually.EqualAsync(0, () => server.Subscribers);
    }

    private static async Task<StreamReader> SubscribeAsync(GraphQLServer server)
    {
        HttpResponseMessage response = await server.PostAsync(
            """{"query":"subscription { ticks }"}""", EventStream, HttpCompletionOption.ResponseHeadersRead);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    private static async Task<string?> ReadDataAsync(StreamReader stream)
    {
        string? line = await stream.ReadLineAsync();
        while (line is not null && !line.StartsWith("data", StringComparison.Ordinal))
        {
            line = await stream.ReadLineAsync();
        }

        return line;
    }
}
