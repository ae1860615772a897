using System.Net;
using System.Text.Json;
using LeadGraph.Dashboard;
using LeadGraph.Tests.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace LeadGraph.Tests.Access;

/// <summary>
/// Tries every endpoint that the service has, found by itself, with every kind of credential. An endpoint that is to
/// be open has to be written down here.
/// </summary>
public class SweepTests
{
    // The dashboard's files hold no data: what they show they ask for, with the key of whoever looks at them.
    private static readonly string[] Open =
        ["/health/live", "/health/ready", "/", .. DashboardFile.ReadAll().Select(file => file.Path)];

    private static readonly string[] ExpectedAmongTheClosed =
        ["/api/user-activity", "/api/user-activity.csv", "/openapi/v1.json"];

    [Theory]
    [InlineData("none")]
    [InlineData("wrong")]
    [InlineData("expired")]
    public async Task EveryEndpoint_WithoutAGoodKey_IsRefused(string credential)
    {
        await using ServiceHost host = await GuardedHost.WithKeysAsync();

        await EachClosedAsync(host, async (method, path) => await AssertRefusedAsync(
            await host.SendAsync(path, Key(credential), method), HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task EveryEndpoint_WithTheLesserKey_TellsNothingPersonal()
    {
        await using ServiceHost host = await GuardedHost.WithKeysAsync();

        await EachClosedAsync(host, async (method, path) =>
        {
            HttpResponseMessage response = await host.SendAsync(path, GuardedHost.LesserKey, method);
            Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.DoesNotContain("secret", await response.TextAsync(), StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task EveryEndpoint_WithTheFullKey_IsServed()
    {
        await using ServiceHost host = await GuardedHost.WithKeysAsync();

        await EachClosedAsync(host, async (method, path) =>
        {
            HttpResponseMessage response = await host.SendAsync(path, GuardedHost.FullKey, method);
            Assert.DoesNotContain(response.StatusCode,
                new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.InternalServerError });
        });
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, null)]
    [InlineData(HttpStatusCode.Unauthorized, "expired")]
    [InlineData(HttpStatusCode.Unauthorized, "stranger")]
    [InlineData(HttpStatusCode.Forbidden, "personal")]
    public async Task EveryEndpoint_WithoutATokenForIt_IsRefused(HttpStatusCode status, string? kind)
    {
        await using ServiceHost host = await GuardedHost.WithTokensAsync();
        string? token = kind switch
        {
            "expired" => GuardedHost.Token("read", expiresInMinutes: -60),
            "stranger" => GuardedHost.Token("read", issuer: "https://elsewhere.example.com"),
            "personal" => GuardedHost.Token("personal"),
            _ => null
        };

        await EachClosedAsync(host, async (method, path) =>
            await AssertRefusedAsync(await host.SendAsync(path, token, method), status));
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/assets/nowhere.js")]
    [InlineData("/api")]
    [InlineData("/api/user-activity/1")]
    [InlineData("/openapi/v2.json")]
    [InlineData("/health")]
    [InlineData("/HEALTH/../api/user-activity")]
    [InlineData("/%2fapi/user-activity")]
    [InlineData("/health/live/../../api/user-activity")]
    [InlineData("/health/live%2f..%2f..%2fapi/user-activity")]
    public async Task AnyOtherPath_WithoutAKey_TellsNotEvenWhetherItIsThere(string path)
    {
        await using ServiceHost host = await GuardedHost.WithKeysAsync();

        foreach (HttpMethod method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete, HttpMethod.Trace })
        {
            await AssertRefusedAsync(await host.SendAsync(path, method: method), HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("expired")]
    public async Task Dashboard_WithoutAGoodKey_IsServed(string? credential)
    {
        await using ServiceHost host = await GuardedHost.WithKeysAsync();

        HttpResponseMessage page = await host.SendAsync("/", credential is null ? null : Key(credential));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("wrong")]
    public async Task Health_WithoutAGoodKey_TellsItsStatusAlone(string credential)
    {
        await using ServiceHost host = await GuardedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", "Data Source=/nowhere/leads.db"));

        HttpResponseMessage live = await host.SendAsync("/health/live", Key(credential));
        HttpResponseMessage ready = await host.SendAsync("/health/ready", Key(credential));
        HttpResponseMessage known = await host.SendAsync("/health/ready", GuardedHost.LesserKey);

        Assert.Equal("{\"status\":\"healthy\"}", await live.TextAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("{\"status\":\"unhealthy\"}", await ready.TextAsync());
        Assert.Contains("\"problems\":[\"The database", await known.TextAsync());
    }

    private static string? Key(string kind) => kind switch
    {
        "wrong" => "lg_" + new string('A', 43),
        "expired" => GuardedHost.ExpiredKey,
        _ => null
    };

    private static async Task EachClosedAsync(ServiceHost host, Func<HttpMethod, string, Task> tryAsync)
    {
        List<(HttpMethod Method, string Path)> endpoints =
        [
            .. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .SelectMany(endpoint => MethodsOf(endpoint).Select(method => (method, PathOf(endpoint.RoutePattern))))
                .Where(endpoint => !Open.Contains(endpoint.Item2))
        ];
        Assert.Superset(ExpectedAmongTheClosed.ToHashSet(), endpoints.Select(endpoint => endpoint.Path).ToHashSet());
        foreach (var (method, path) in endpoints)
        {
            await tryAsync(method, path);
        }
    }

    private static IEnumerable<HttpMethod> MethodsOf(RouteEndpoint endpoint)
        => endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods: { Count: > 0 } methods }
            ? methods.Select(method => new HttpMethod(method))
            : [HttpMethod.Get, HttpMethod.Post];

    private static string PathOf(RoutePattern pattern)
        => "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart { Name: "documentName" } => "v1",
            _ => ""
        }))));

    private static async Task AssertRefusedAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        string what = $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri}";
        Assert.True(status == response.StatusCode, $"{what}: {response.StatusCode}");
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        if (response.RequestMessage.Method == HttpMethod.Head)
        {
            return;
        }

        using var body = JsonDocument.Parse(await response.TextAsync());
        string? message = response.RequestMessage.RequestUri!.AbsolutePath.StartsWith("/graphql", StringComparison.Ordinal)
            ? body.RootElement.GetProperty("errors")[0].GetProperty("message").GetString()
            : body.RootElement.GetProperty("error").GetString();
        Assert.False(string.IsNullOrEmpty(message), what);
    }
}
