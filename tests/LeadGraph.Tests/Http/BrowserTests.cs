using System.Net;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Http;

/// <summary>Security headers and cross-site requests.</summary>
public class BrowserTests
{
    private const string Leads = "/api/user-activity";

    [Theory]
    [InlineData(Leads, 200)]
    [InlineData(Leads + "?limit=x", 400)]
    [InlineData("/nowhere", 404)]
    [InlineData("/health/live", 200)]
    [InlineData("/openapi/v1.json", 200)]
    public async Task EveryResponse_HasTheSecurityHeaders(string path, int status)
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();

        HttpResponseMessage response = await host.SendAsync(path);

        Assert.Equal(status, (int)response.StatusCode);
        AssertProtected(response);
    }

    [Fact]
    public async Task Rejection_HasTheSecurityHeadersAndIsNotCached()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        HttpResponseMessage response = await host.SendAsync(Leads);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        AssertProtected(response);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Failure_HasTheSecurityHeadersAndIsNotCached()
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync(
            ("ConnectionStrings:LeadGraph", "Data Source=/nowhere/leads.db"));

        HttpResponseMessage response = await host.SendAsync(Leads);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        AssertProtected(response);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("https://evil.example.com", "POST", 403)]
    [InlineData("null", "POST", 403)]
    [InlineData("http://127.0.0.1:1", "POST", 403)]
    [InlineData("https://evil.example.com", "GET", 200)]
    [InlineData("own", "POST", 405)]
    [InlineData("https://friend.example.com", "POST", 405)]
    [InlineData("https://friend.example.com", "GET", 200)]
    public async Task Request_WithAnOrigin_IsServedToSameSiteAndAllowedOrigins(string origin, string method, int status)
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync(
            ("LeadGraph:Cors:Origins:0", "https://friend.example.com"));
        string sent = origin == "own" ? host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin;

        HttpResponseMessage response = await host.SendAsync(
            Leads, method: new HttpMethod(method), headers: ("Origin", sent));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(
            origin == "https://friend.example.com", response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("cross-site", "no-cors", 403)]
    [InlineData("cross-site", "navigate", 200)]
    [InlineData("same-origin", "cors", 200)]
    [InlineData("same-origin", "no-cors", 200)]
    [InlineData("none", "navigate", 200)]
    public async Task CrossSiteRequest_WithFetchMetadata_IsServedOnlyForNavigation(string site, string mode, int status)
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();

        HttpResponseMessage response = await host.SendAsync(
            Leads, headers: [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode)]);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Preflight_OfAnotherSite_GetsNoCorsHeaders()
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();

        HttpResponseMessage response = await host.SendAsync(Leads, method: HttpMethod.Options, headers:
            [("Origin", "https://evil.example.com"), ("Access-Control-Request-Method", "GET"),
                ("Access-Control-Request-Headers", "authorization")]);

        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.Ordinal));
    }

    private static void AssertProtected(HttpResponseMessage response)
    {
        string header(string name) => Assert.Single(response.Headers.GetValues(name));
        Assert.Equal("nosniff", header("X-Content-Type-Options"));
        Assert.Equal("DENY", header("X-Frame-Options"));
        Assert.Equal("no-referrer", header("Referrer-Policy"));
        Assert.StartsWith("default-src 'none'; frame-ancestors 'none'", header("Content-Security-Policy"));
        Assert.Equal("same-origin", header("Cross-Origin-Resource-Policy"));
        Assert.Empty(response.Headers.Server);
        Assert.False(response.Headers.Contains("X-Powered-By"));
    }
}
