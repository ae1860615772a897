using System.Net;
using System.Net.Http.Headers;

namespace HotChocolate.AspNetCore.Tests.Hosting;

public class SchemaDocumentTests
{
    [Theory]
    [InlineData("/graphql?sdl")]
    [InlineData("/graphql/schema.graphql")]
    public async Task Schema_IsServedWithTag(string path)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage first = await server.SendAsync("GET", path);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("application/graphql; charset=utf-8", first.Content.Headers.ContentType!.ToString());
        Assert.Contains("  hello: String!\n", await first.Content.ReadAsStringAsync());

        using HttpResponseMessage second = await server.SendAsync(new(HttpMethod.Get, path)
        {
            Headers = { IfNoneMatch = { new EntityTagHeaderValue("\"other\""), first.Headers.ETag! } },
        });
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal("", await second.Content.ReadAsStringAsync());

        using HttpResponseMessage third = await server.SendAsync(new(HttpMethod.Get, path)
        {
            Headers = { IfNoneMatch = { new EntityTagHeaderValue("\"other\"") } },
        });
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [Fact]
    public async Task Schema_Head_HasNoBody()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.SendAsync("HEAD", "/graphql/schema.graphql");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 100);
    }

    [Fact]
    public async Task Schema_Post_IsNotAllowed()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.SendAsync("POST", "/graphql/schema.graphql");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/graphql?sdl", 400)]
    [InlineData("/graphql/schema.graphql", 404)]
    public async Task Schema_Disabled_IsNotServed(string path, int status)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(new() { EnableSchemaRequests = false });

        using HttpResponseMessage response = await server.SendAsync("GET", path);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task OtherPathBelowTheEndpoint_IsNotFound()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.SendAsync("GET", "/graphql/nothing");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
