using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Tests.Access;

/// <summary>Tokens of an issuer whose keys are found by its metadata.</summary>
public class DiscoveryTests
{
    private const string Leads = "/api/user-activity";

    private static readonly RsaSecurityKey One = AuthenticatedHost.Signer;
    private static readonly RsaSecurityKey Two = new(RSA.Create(2048)) { KeyId = "two" };

    [Fact]
    public async Task Leads_WithTokensOfTheAuthority_AreServedAndThoseOfOthersRefused()
    {
        await using IdentityProvider provider = await IdentityProvider.StartAsync(keys: One);
        await using ServiceHost host = await StartAsync(provider);

        HttpResponseMessage served = await host.SendAsync(Leads, Token(provider, One));

        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        foreach (string token in AuthenticatedHost.TokensOfOthers(provider.Issuer))
        {
            HttpResponseMessage response = await host.SendAsync(Leads, token);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.DoesNotContain("IDX", await response.TextAsync());
        }

        Assert.DoesNotContain(host.Logs.All, record => record.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Leads_WhenTheAuthorityReplacesItsKey_AreServedByTheNewKeyAlone()
    {
        await using IdentityProvider provider = await IdentityProvider.StartAsync(keys: One);
        await using ServiceHost host = await StartAsync(provider);
        HttpStatusCode before = (await host.SendAsync(Leads, Token(provider, One))).StatusCode;

        provider.Jwks = AuthenticatedHost.JwksOf(Two);
        await UntilAsync(host, Token(provider, Two), HttpStatusCode.OK);
        HttpStatusCode after = (await host.SendAsync(Leads, Token(provider, One))).StatusCode;

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], [before, after]);
    }

    [Fact]
    public async Task Leads_WhenTheAuthorityIsGone_AreServedByTheKeysBefore()
    {
        IdentityProvider provider = await IdentityProvider.StartAsync(keys: One);
        await using ServiceHost host = await StartAsync(provider);
        string token = Token(provider, One), unknown = Token(provider, Two);
        await host.SendAsync(Leads, token);

        await provider.DisposeAsync();
        HttpStatusCode stranger = (await host.SendAsync(Leads, unknown)).StatusCode;

        Assert.Equal(HttpStatusCode.Unauthorized, stranger);
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(Leads, token)).StatusCode);
        await Eventually.UntilAsync(() => host.Logs.All.Any(
            record => record.Message.Contains("cannot be used; the previous keys stay in use: ")));
    }

    [Fact]
    public async Task Leads_BeforeTheAuthorityIsThere_AreToBeAskedForLater()
    {
        string address = $"http://127.0.0.1:{FixedPort.Next()}";
        IdentityProvider provider = await IdentityProvider.StartAsync(address, One);
        string token = Token(provider, One);
        await using ServiceHost host = await StartAsync(provider);
        await provider.DisposeAsync();

        HttpResponseMessage early = await host.SendAsync(Leads, token);
        HttpResponseMessage malformed = await host.SendAsync(Leads, "not.a.token");
        await host.SendAsync(Leads, token);
        await using IdentityProvider again = await IdentityProvider.StartAsync(address, One);
        host.Clock.Now += TimeSpan.FromSeconds(5);
        HttpResponseMessage late = await host.SendAsync(Leads, token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), early.Headers.RetryAfter?.Delta);
        Assert.Equal(
            "{\"error\":\"The keys of the tokens' issuer cannot be fetched at the moment. Try again in 5 s.\"}",
            await early.TextAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, malformed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Single(
            host.Logs.All, record => record.Message.Contains("cannot be used; tokens get 503 until it can: "));
    }

    [Theory]
    [InlineData("issuer", "its issuer is https://login.example.com, not ")]
    [InlineData("metadata", "IDX")]
    [InlineData("no keys", "no key can be used with")]
    [InlineData("weak key", "no key can be used with")]
    public async Task Leads_WhenTheMetadataAreOfNoUse_AreServedToNobody(string what, string reason)
    {
        await using IdentityProvider provider = await IdentityProvider.StartAsync(keys: One);
        using var rsa = RSA.Create(1024);
        var weak = new RsaSecurityKey(rsa) { KeyId = "weak" };
        switch (what)
        {
            case "issuer":
                provider.Metadata = IdentityProvider.MetadataOf(provider.Issuer)
                    .Replace($"\"issuer\": \"{provider.Issuer}\"", "\"issuer\": \"https://login.example.com\"");
                break;
            case "metadata":
                provider.Metadata = "<html>Down for maintenance</html>";
                break;
            default:
                provider.Jwks = AuthenticatedHost.JwksOf(what == "no keys" ? [] : [weak]);
                break;
        }

        await using ServiceHost host = await StartAsync(provider);

        HttpResponseMessage response = await host.SendAsync(Leads, Token(provider, what == "weak key" ? weak : One));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Single(host.Logs.All, record => record.Message.Contains("cannot be used")
            && record.Message.Contains(reason));
    }

    [Fact]
    public async Task Keys_AskedForByManyUnknownTokens_AreFetchedOncePerHalfMinute()
    {
        var watch = Stopwatch.StartNew();
        await using IdentityProvider provider = await IdentityProvider.StartAsync(keys: One);
        await using ServiceHost host = await StartAsync(provider);

        // The first token with an unknown key has the keys fetched again, beside its request.
        await host.SendAsync(Leads, Token(provider, Two));
        await Eventually.UntilAsync(() => provider.Fetches == 2);
        HttpResponseMessage[] responses = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => host.SendAsync(Leads, Token(provider, Two))));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode));
        Assert.InRange(provider.Fetches, 2, 2 + (int)(watch.Elapsed.TotalSeconds / 30));
    }

    [Fact]
    public async Task Metadata_ThatAreWrongInAnotherWayEachTime_AreLoggedOnceAMinuteInAShortLine()
    {
        await using IdentityProvider provider = await IdentityProvider.StartAsync(keys: One);
        await using ServiceHost host = await StartAsync(provider);
        string token = Token(provider, One);
        for (int i = 0; i < 12; i++)
        {
            provider.Metadata = JsonSerializer.Serialize(new { issuer = $"{i}\r\n\u001b[31m{new string('x', 400_000)}" });
            await host.SendAsync(Leads, token);
            host.Clock.Now += TimeSpan.FromSeconds(6);
        }

        string[] lines = [.. host.Logs.All.Where(record => record.Level >= LogLevel.Warning)
            .Select(record => record.Message)];

        Assert.Equal(2, lines.Length);
        Assert.All(lines, line =>
        {
            Assert.Contains("cannot be used; tokens get 503 until it can: its issuer is ", line);
            Assert.InRange(line.Length, 300, 600);
            Assert.DoesNotContain(line, char.IsControl);
        });
    }

    [Fact]
    public async Task Metadata_ThatAreElsewhereWithoutEnd_AreFollowedThreeTimes()
    {
        await using IdentityProvider provider = await IdentityProvider.StartAsync(keys: One);
        provider.Redirects = true;
        await using ServiceHost host = await StartAsync(provider);

        HttpResponseMessage response = await host.SendAsync(Leads, Token(provider, One));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(4, provider.MetadataRequests);
    }

    private static Task<ServiceHost> StartAsync(IdentityProvider provider) => AuthenticatedHost.WithTokensAsync(
        ("LeadGraph:Auth:Jwt:Issuer", provider.Issuer), ("LeadGraph:Auth:Jwt:Authority", provider.Issuer));

    private static string Token(IdentityProvider provider, RsaSecurityKey key)
        => AuthenticatedHost.Token("read personal", provider.Issuer, signing: new SigningCredentials(key, "RS256"));

    // The keys are fetched beside the requests that miss one.
    private static Task UntilAsync(ServiceHost host, string token, HttpStatusCode status)
        => Eventually.UntilAsync(async () => (await host.SendAsync(Leads, token)).StatusCode == status);
}
