using System.Net;

namespace HotChocolate.AspNetCore.Tests.Streaming;

/// <summary>Subscriptions in the parts of a multipart body, as Apollo's clients ask for them.</summary>
public class MultipartTests
{
    // As Apollo Kotlin and Apollo iOS send it.
    private const string Parts = "multipart/mixed;boundary=\"graphql\";subscriptionSpec=\"1.0\"";

    [Theory]
    [InlineData(Parts)]
    [InlineData("multipart/mixed; boundary=graphql; subscriptionSpec=1.0, application/json")]
    [InlineData(Parts + ", application/graphql-response+json, application/json, text/event-stream;q=0.5")]
    public async Task Subscription_ThatEnds_IsSentInPartsAndClosed(string accept)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync("""{"query":"subscription { count }"}""", accept);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            "multipart/mixed; boundary=\"graphql\"; subscriptionSpec=\"1.0\"",
            response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal(
            """

            --graphql
            Content-Type: application/json

            {}
            --graphql
            Content-Type: application/json

            {"payload":{"data":{"count":1}}}
            --graphql
            Content-Type: application/json

            {"payload":{"data":{"count":2}}}
            --graphql
            Content-Type: application/json

            {"payload":{"data":{"count":3}}}
            --graphql--

            """.ReplaceLineEndings("\r\n"),
            await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(Parts + ", application/json", "application/json", "{\"data\":{\"hello\":\"wörld\"}}")]
    [InlineData(Parts, "multipart/mixed",
        "\r\n--graphql\r\nContent-Type: application/json\r\n\r\n{\"payload\":{\"data\":{\"hello\":\"wörld\"}}}"
        + "\r\n--graphql--\r\n")]
    public async Task Query_OfAClientThatAlsoTakesParts_IsOneBody(string accept, string type, string body)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync("""{"query":"{ hello }"}""", accept);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("multipart/mixed")]
    [InlineData("multipart/*")]
    [InlineData("multipart/mixed;subscriptionSpec=2.0")]
    public async Task Parts_OfAnotherProtocol_AreNotAcceptableAndWhatIsServedIsNamed(string accept)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync("""{"query":"subscription { count }"}""", accept);

        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
        string text = await response.Content.ReadAsStringAsync();
        Assert.Contains("text/event-stream", text);
        Assert.Contains("subscriptionSpec", text);
    }

    [Fact]
    public async Task Subscription_WhenTheServerStops_EndsWithAnErrorOfTheTransport()
    {
        GraphQLServer server = await GraphQLServer.StartAsync();
        HttpResponseMessage response = await server.PostAsync(
            """{"query":"subscription { ticks }"}""", Parts, HttpCompletionOption.ResponseHeadersRead);

        Task stopping = server.StopAsync();
        string text = await response.Content.ReadAsStringAsync();
        await stopping;

        Assert.EndsWith(
            "\r\n{\"payload\":null,\"errors\":[{\"message\":\"The server stops; subscribe again.\","
            + "\"extensions\":{\"code\":\"SERVER_STOPPING\"}}]}\r\n--graphql--\r\n", text);
        response.Dispose();
        await server.DisposeAsync();
    }
}
