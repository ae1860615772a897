using System.Net;
using Microsoft.AspNetCore.Builder;

namespace HotChocolate.AspNetCore.Tests.Http;

public class PersistedOperationTests
{
    private const string Extensions = """{"persistedQuery":{"version":1,"sha256Hash":"abc"}}""";

    [Theory]
    [InlineData("GET", "*/*", 400)]
    [InlineData("GET", "application/json", 200)]
    [InlineData("POST", "*/*", 400)]
    [InlineData("POST", "application/json", 200)]
    public async Task PersistedQuery_NotFound_IsNeverCacheable(string method, string accept, int status)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            middleware: app => app.Use((context, next) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=60";
                return next(context);
            }));

        using HttpResponseMessage response = method == "GET"
            ? await server.SendAsync("GET", $"/graphql?extensions={Uri.EscapeDataString(Extensions)}", accept)
            : await server.PostAsync($$"""{"extensions":{{Extensions}}}""", accept);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains("PersistedQueryNotFound", await response.Content.ReadAsStringAsync());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal(
            "abc",
            server.Executor.LastRequest!.Extensions.GetProperty("persistedQuery").GetProperty("sha256Hash").GetString());
    }

    [Fact]
    public async Task Response_WithoutErrors_KeepsTheCachePolicyOfTheService()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            middleware: app => app.Use((context, next) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=60";
                return next(context);
            }));

        using HttpResponseMessage response = await server.SendAsync("GET", "/graphql?query=%7B%20hello%20%7D");

        Assert.Equal("public, max-age=60", response.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("""{"id":"leads"}""")]
    [InlineData("""{"documentId":"leads"}""")]
    public async Task Document_ByIdentifier_ReachesTheExecutor(string body)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage posted = await server.PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, posted.StatusCode);
        Assert.Equal("leads", server.Executor.LastRequest!.DocumentId);

        using HttpResponseMessage got = await server.SendAsync("GET", "/graphql?id=trusted");
        Assert.Equal("trusted", server.Executor.LastRequest!.DocumentId);
    }
}
