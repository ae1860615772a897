using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.AspNetCore.Tests.Http;

public class MethodTests
{
    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("QUERY")]
    public async Task OtherMethod_IsNotAllowed(string method)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.SendAsync(method, "/graphql");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD", "POST", "OPTIONS"], response.Content.Headers.Allow);
        Assert.StartsWith("""{"errors":[""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Options_SaysWhatIsAllowed()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.SendAsync("OPTIONS", "/graphql");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["GET", "HEAD", "POST", "OPTIONS"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Preflight_WithoutPolicy_GivesNoPermission()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.SendAsync(Preflight());

        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Preflight_WithPolicy_GivesPermission()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            services: services => services.AddCors(cors => cors.AddDefaultPolicy(
                policy => policy.WithOrigins("https://dashboard.example").WithHeaders("content-type"))),
            middleware: app => app.UseCors());

        using HttpResponseMessage response = await server.SendAsync(Preflight());

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["https://dashboard.example"], response.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    private static HttpRequestMessage Preflight() => new(HttpMethod.Options, "/graphql")
    {
        Headers =
        {
            { "Origin", "https://dashboard.example" },
            { "Access-Control-Request-Method", "POST" },
            { "Access-Control-Request-Headers", "content-type" },
        },
    };
}
