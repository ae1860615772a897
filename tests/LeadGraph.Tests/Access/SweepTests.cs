using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeadGraph.Access;
using LeadGraph.Dashboard;
using LeadGraph.Tests.Hosting;
using Microsoft.AspNetCore.Http;
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
    private const string GraphQL = "/graphql/";

    private const string Everything = "{ userActivity { nodes { userId username firstName email telegramUrl "
        + "recentEvents { details } } } }";

    /// <summary>How a request can ask to be answered.</summary>
    private static readonly (string Name, (string Name, string Value)[] Headers)[] Ways =
    [
        ("plain", []), ("html", [("Accept", "text/html, */*;q=0.8")]), ("stream", [("Accept", "text/event-stream")]),
        ("socket", AuthenticatedHost.Upgrade)
    ];

    // The dashboard's files hold no data: what they show they ask for, with the key of the person at the browser.
    private static readonly string[] Open =
        ["/health/live", "/health/ready", "/", .. DashboardFile.ReadAll().Select(file => file.Path)];

    private static readonly string[] ExpectedAmongTheClosed =
        ["/api/user-activity", "/api/user-activity.csv", "/openapi/v1.json", GraphQL];

    [Theory]
    [InlineData("none")]
    [InlineData("wrong")]
    [InlineData("expired")]
    public async Task EveryEndpoint_WithoutAGoodKey_IsRefused(string credential)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        await EachClosedAsync(host, async (method, path, headers) => await AssertRefusedAsync(
            await host.SendAsync(path, Key(credential), method, headers), HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task EveryEndpoint_WithTheLesserKey_TellsNothingPersonal()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        await EachClosedAsync(host, async (method, path, headers) =>
        {
            HttpResponseMessage response = await AskAsync(host, AuthenticatedHost.LesserKey, method, path, headers);
            Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
            string text = await response.TextAsync();
            Assert.DoesNotContain("secret", text, StringComparison.OrdinalIgnoreCase);
            Assert.True(path != GraphQL || text.Contains("\"email\":null"), text);
        });
    }

    [Fact]
    public async Task EveryEndpoint_WithTheFullKey_IsServed()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        await EachClosedAsync(host, async (method, path, headers) =>
        {
            HttpResponseMessage response = await AskAsync(host, AuthenticatedHost.FullKey, method, path, headers);
            Assert.DoesNotContain(response.StatusCode,
                new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.InternalServerError });
            Assert.True(path != GraphQL || (await response.TextAsync()).Contains("anna@secret.example"), path);
        });
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, null)]
    [InlineData(HttpStatusCode.Unauthorized, "expired")]
    [InlineData(HttpStatusCode.Unauthorized, "stranger")]
    [InlineData(HttpStatusCode.Forbidden, "personal")]
    public async Task EveryEndpoint_WithoutATokenForIt_IsRefused(HttpStatusCode status, string? kind)
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync();
        string? token = kind switch
        {
            "expired" => AuthenticatedHost.Token("read", expiresInMinutes: -60),
            "stranger" => AuthenticatedHost.Token("read", issuer: "https://elsewhere.example.com"),
            "personal" => AuthenticatedHost.Token("personal"),
            _ => null
        };

        await EachClosedAsync(host, async (method, path, headers) =>
            await AssertRefusedAsync(await host.SendAsync(path, token, method, headers), status));
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
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

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
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        HttpResponseMessage page = await host.SendAsync("/", credential is null ? null : Key(credential));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("wrong")]
    [InlineData("expired")]
    public async Task Health_WithoutAGoodKey_TellsItsStatusAlone(string credential)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", "Data Source=/nowhere/leads.db"));

        HttpResponseMessage live = await host.SendAsync("/health/live", Key(credential));
        HttpResponseMessage ready = await host.SendAsync("/health/ready", Key(credential));
        HttpResponseMessage known = await host.SendAsync("/health/ready", AuthenticatedHost.LesserKey);

        Assert.Equal("{\"status\":\"healthy\"}", await live.TextAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("{\"status\":\"unhealthy\"}", await ready.TextAsync());
        Assert.Contains("\"problems\":[\"The database", await known.TextAsync());
    }

    private static string? Key(string kind) => kind switch
    {
        "wrong" => "lg_" + new string('A', 43),
        "expired" => AuthenticatedHost.ExpiredKey,
        _ => null
    };

    private static async Task EachClosedAsync(
        ServiceHost host, Func<HttpMethod, string, (string Name, string Value)[], Task> tryAsync)
    {
        IReadOnlyList<Endpoint> all = host.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        // One of another kind would have to be tried in another way.
        Assert.All(all, endpoint => Assert.IsType<RouteEndpoint>(endpoint));
        List<(HttpMethod Method, string Path)> endpoints =
        [
            .. all.Cast<RouteEndpoint>().SelectMany(endpoint => MethodsOf(endpoint).Select(method => (method, PathOf(endpoint.RoutePattern))))
                .Where(endpoint => !Open.Contains(endpoint.Item2))
        ];
        Assert.Superset(ExpectedAmongTheClosed.ToHashSet(), endpoints.Select(endpoint => endpoint.Path).ToHashSet());
        foreach (var (method, path) in endpoints)
        {
            foreach (var (way, headers) in Ways)
            {
                // Without a credential, too, browsers get the explorer, and WebSockets open, to be told who calls.
                if (path == GraphQL && method == HttpMethod.Get && way is ("html" or "socket"))
                {
                    continue;
                }

                await tryAsync(method, path, headers);
            }
        }
    }

    /// <summary>Sends a request that asks for all there is.</summary>
    private static async Task<HttpResponseMessage> AskAsync(
        ServiceHost host, string key, HttpMethod method, string path, (string Name, string Value)[] headers)
    {
        if (path != GraphQL)
        {
            return await host.SendAsync(path, key, method, headers);
        }

        var request = method == HttpMethod.Get
            ? new HttpRequestMessage(method, $"{path}?query={Uri.EscapeDataString(Everything)}")
            : new HttpRequestMessage(method, path) { Content = JsonContent.Create(new { query = Everything }) };
        foreach (var (name, value) in headers.Append((CredentialAuthenticationHandler.KeyHeader, key)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Client.SendAsync(request);
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
