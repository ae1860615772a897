using System.Net;
using HotChocolate.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.AspNetCore.Tests.Http;

public class NegotiationTests
{
    private const string GraphQLResponse = "application/graphql-response+json";
    private const string Json = "application/json";

    [Theory]
    [InlineData(null, GraphQLResponse)]
    [InlineData("", GraphQLResponse)]
    [InlineData("*/*", GraphQLResponse)]
    [InlineData("application/*", GraphQLResponse)]
    [InlineData("application/graphql-response+json", GraphQLResponse)]
    [InlineData("APPLICATION/JSON", Json)]
    [InlineData("application/json", Json)]
    [InlineData("application/json; charset=utf-8", Json)]
    [InlineData("application/json, */*;q=0.1", Json)]
    [InlineData("application/graphql-response+json, application/json;q=0.9", GraphQLResponse)]
    [InlineData("application/graphql-response+json;q=0.5, application/json;q=0.9", Json)]
    [InlineData("application/json, application/graphql-response+json", GraphQLResponse)]
    [InlineData("application/graphql-response+json;q=0, */*", Json)]
    [InlineData("text/html, application/xhtml+xml, */*;q=0.8", GraphQLResponse)]
    [InlineData("text/event-stream", "text/event-stream")]
    [InlineData("text/event-stream, application/json;q=0.5", "text/event-stream")]
    [InlineData("text/event-stream, application/json", Json)]
    [InlineData("multipart/mixed, application/json", Json)]
    public async Task Accept_Satisfiable_ChoosesMediaType(string? accept, string expected)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync("""{"query":"{ hello }"}""", accept);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("utf-8", response.Content.Headers.ContentType.CharSet);
        Assert.Contains("Accept", response.Headers.Vary);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/html")]
    [InlineData("application/xml, image/*")]
    [InlineData("*/*;q=0")]
    [InlineData("application/json;q=0")]
    [InlineData("nonsense")]
    public async Task Accept_Unsatisfiable_IsNotAcceptable(string accept)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync("""{"query":"{ hello }"}""", accept);

        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
        Assert.Equal(GraphQLResponse, response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("HC0063", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public void Accept_ManyHeadersInTurns_EachIsReadAsItself()
    {
        for (int round = 0; round < 2; round++)
        {
            for (int index = 0; index < 500; index++)
            {
                Assert.Equal(
                    new AcceptedFormats(ResponseFormat.Json, Stream: null),
                    AcceptHeader.Negotiate($"application/json, text/plain;q=0.{index}"));
                Assert.Equal(
                    new AcceptedFormats(ResponseFormat.GraphQLResponse, ResponseFormat.EventStream),
                    AcceptHeader.Negotiate($"*/*, text/plain;q=0.{index}"));
                Assert.Equal(
                    new AcceptedFormats(null, Stream: null),
                    AcceptHeader.Negotiate($"text/plain;q=0.{index}{new string(' ', index)}"));
            }
        }
    }

    [Theory]
    [InlineData("{ hello }", 200, 200)]
    [InlineData("{ failing }", 200, 200)]
    [InlineData("{ nope }", 400, 200)]
    [InlineData("{ slow }", 500, 500)]
    public async Task Status_PerMediaType_IsAsSpecified(string document, int graphQLResponse, int json)
    {
        // Only what never ends may depend on how fast this machine is.
        TimeSpan timeout = document == "{ slow }" ? TimeSpan.FromMilliseconds(300) : TimeSpan.FromMinutes(5);
        await using GraphQLServer server = await GraphQLServer.StartAsync(graphQL: graphQL => graphQL
            .ModifyRequestOptions(options => options.ExecutionTimeout = timeout));
        string body = $$"""{"query":"{{document}}"}""";

        using HttpResponseMessage first = await server.PostAsync(body, GraphQLResponse);
        using HttpResponseMessage second = await server.PostAsync(body, Json);

        Assert.Equal(graphQLResponse, (int)first.StatusCode);
        Assert.Equal(json, (int)second.StatusCode);
    }
}
