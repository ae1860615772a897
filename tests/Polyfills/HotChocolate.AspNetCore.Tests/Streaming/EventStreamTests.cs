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
    [InlineData("""{"query":"{ hello }"}""", """{"data":{"hello":"wörld"}}""")]
    [InlineData("""{"query":"{ nope }"}""", """{"errors":[{"message":"The document is not valid."}]}""")]
    public async Task SingleResponse_AsEventStream_IsOneEventAndCompleted(string body, string data)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync(body, EventStream);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            $"event: next\ndata: {data}\n\nevent: complete\ndata:\n\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Response_WithLineBreaks_BecomesSeveralDataLines()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response =
            await server.PostAsync("{\"query\":\"{ variables }\",\"variables\":{\n\"a\":\r\n1}}", EventStream);

        Assert.StartsWith(
            "event: next\ndata: {\"data\":{\ndata: \"a\":\ndata: \ndata: 1}}\n\n",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Subscription_WhoseSourceFails_EndsWithErrorAndCompleted()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response =
            await server.PostAsync("""{"query":"subscription { broken }"}""", EventStream);

        string text = await response.Content.ReadAsStringAsync();
        Assert.Contains("data: {\"data\":{\"broken\":1}}", text);
        Assert.Contains("data: {\"errors\":[{\"message\":\"Unexpected Execution Error\"}]}", text);
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
        await Eventually.EqualAsync(1, () => server.Executor.Subscribers);

        for (int tick = 0; tick < 3; tick++)
        {
            server.Executor.Publish($"{tick}");
            Assert.Equal($$$"""data: {"data":{"ticks":{{{tick}}}}}""", await ReadDataAsync(stream));
        }
    }

    [Fact]
    public async Task Subscription_ClientGoes_IsEnded()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        StreamReader stream = await SubscribeAsync(server);
        await Eventually.EqualAsync(1, () => server.Executor.Subscribers);

        stream.Dispose();

        await Eventually.EqualAsync(0, () => server.Executor.Subscribers);
    }

    [Fact]
    public async Task Subscription_ServerStops_IsCompleted()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        using StreamReader stream = await SubscribeAsync(server);
        await Eventually.EqualAsync(1, () => server.Executor.Subscribers);

        Task stopping = server.StopAsync();

        Assert.EndsWith("event: complete\ndata:\n\n", await stream.ReadToEndAsync());
        await stopping;
        Assert.Equal(0, server.Executor.Subscribers);
    }

    [Fact]
    public async Task Subscription_ClientThatNeverReads_IsCutOff()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            limits: limits => limits.MaxQueuedMessages = 16);
        using var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        string body = """{"query":"subscription { ticks }"}""";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: {EventStream}\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n{body}"));
        await Eventually.EqualAsync(1, () => server.Executor.Subscribers);

        string large = $"\"{new string('x', 1_000_000)}\"";
        for (int tick = 0; tick < 64; tick++)
        {
            server.Executor.Publish(large);
        }

        await Eventually.EqualAsync(0, () => server.Executor.Subscribers);
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
