using System.Net;
using System.Text.Json;

namespace HotChocolate.AspNetCore.Tests.Explorer;

public class ExplorerTests
{
    private const string Browser =
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8";

    [Fact]
    public async Task Browser_IsSentToThePathWithSlash()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.SendAsync("GET", "/graphql?a=b", Browser);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/graphql/?a=b", response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Browser_GetsThePageAndItsFiles()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage page = await server.SendAsync("GET", "/graphql/", Browser);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single());
        string html = await page.Content.ReadAsStringAsync();
        string[] files = [.. html.Split('"').Where(text => text.StartsWith("static/", StringComparison.Ordinal))];
        Assert.NotEmpty(files);

        foreach (string path in files)
        {
            using HttpResponseMessage file = await server.SendAsync("GET", $"/graphql/{path}", "*/*");
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.Equal(path.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript",
                file.Content.Headers.ContentType!.MediaType);
            Assert.Contains("immutable", file.Headers.CacheControl!.ToString());
        }
    }

    [Fact]
    public async Task Configuration_PointsHereAndIsSilent()
    {
        var options = new GraphQLServerOptions { Tool = { Document = "{ hello }" } };
        await using GraphQLServer server = await GraphQLServer.StartAsync(options);

        using HttpResponseMessage response = await server.SendAsync("GET", "/graphql/bcp-config.json");

        JsonElement configuration = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.True(configuration.GetProperty("useBrowserUrlAsEndpoint").GetBoolean());
        Assert.True(configuration.GetProperty("disableTelemetry").GetBoolean());
        Assert.Equal("{ hello }", configuration.GetProperty("graphQLDocument").GetString());
    }

    [Fact]
    public async Task Browser_WithQuery_GetsTheResponse()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response =
            await server.SendAsync("GET", "/graphql?query=%7B%20hello%20%7D", Browser);

        Assert.Equal("""{"data":{"hello":"wörld"}}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/graphql/package.json")]
    [InlineData("/graphql/service-worker.js")]
    [InlineData("/graphql/static")]
    [InlineData("/graphql/static/")]
    [InlineData("/graphql/static/../index.cjs")]
    [InlineData("/graphql/..%2f..%2fappsettings.json")]
    public async Task OtherFile_IsNotFound(string path)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.SendAsync("GET", path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Disabled_NothingIsServed()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(new() { Tool = { Enable = false } });

        using HttpResponseMessage page = await server.SendAsync("GET", "/graphql/", Browser);
        using HttpResponseMessage file = await server.SendAsync("GET", "/graphql/bcp-config.json");

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, file.StatusCode);
    }
}
