using System.Net;

namespace HotChocolate.AspNetCore.Tests.Http;

public class GetTests
{
    [Fact]
    public async Task Get_Query_IsAnswered()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.SendAsync("GET", "/graphql?query=%7B%20hello%20%7D");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"data":{"hello":"wörld"}}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_AllParameters_AreUsed()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        string document = Uri.EscapeDataString("query A($v: String) { echo(text: $v) } query B { hello }");
        string variables = Uri.EscapeDataString("""{"v":"ü"}""");

        using HttpResponseMessage response = await server.SendAsync(
            "GET", $"/graphql?query={document}&operationName=A&variables={variables}&extensions=%7B%22a%22%3A1%7D");

        Assert.Equal("""{"data":{"echo":"ü"}}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/graphql")]
    [InlineData("/graphql?query=")]
    [InlineData("/graphql?query=%7Bhello%7D&query=%7Bhello%7D")]
    [InlineData("/graphql?query=%7Bhello%7D&variables=x")]
    [InlineData("/graphql?query=%7Bhello%7D&variables=%5B%5D")]
    [InlineData("/graphql?query=%7Bhello%7D&extensions=1")]
    public async Task Get_NoRequest_IsBadRequestUnderEveryMediaType(string path)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        foreach (string accept in (string[])["*/*", "application/json"])
        {
            using HttpResponseMessage response = await server.SendAsync("GET", path, accept);

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.StartsWith("""{"errors":[""", await response.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("mutation { save }", "*/*")]
    [InlineData("mutation { save }", "application/json")]
    [InlineData("subscription { ticks }", "application/json")]
    [InlineData("subscription { ticks }", "text/event-stream")]
    public async Task Get_OtherOperation_IsNotAllowed(string document, string accept)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response =
            await server.SendAsync("GET", $"/graphql?query={Uri.EscapeDataString(document)}", accept);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.StartsWith("""{"errors":[""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_Disabled_IsNotAllowed()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(new() { EnableGetRequests = false });

        using HttpResponseMessage response = await server.SendAsync("GET", "/graphql?query=%7B%20hello%20%7D");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Head_Query_IsAnsweredWithoutBody()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.SendAsync("HEAD", "/graphql?query=%7B%20hello%20%7D");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/graphql-response+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }
}
