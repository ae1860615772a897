using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using LeadGraph.Tests.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Tests.Access;

public class JwtTests
{
    private const string Leads = "/api/user-activity";

    [Theory]
    [InlineData("read personal", true)]
    [InlineData("read", false)]
    [InlineData("read write admin", false)]
    public async Task Leads_WithAGoodToken_TellWhatItsScopesAllow(string scope, bool tells)
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync();

        HttpResponseMessage response = await host.SendAsync(Leads, AuthenticatedHost.Token(scope));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(tells, (await response.TextAsync()).Contains("secret"));
    }

    [Theory]
    [InlineData("personal")]
    [InlineData("reading")]
    [InlineData(null)]
    public async Task Leads_WithATokenWithoutRead_AreForbidden(string? scope)
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync();

        HttpResponseMessage response = await host.SendAsync(Leads, AuthenticatedHost.Token(scope));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("{\"error\":\"The caller lacks the scope read.\"}", await response.TextAsync());
    }

    [Theory]
    [InlineData("{\"scope\":\"read notes:x,personal\"}", "read")]
    [InlineData("{\"scope\":\"read,personal\"}", "")]
    [InlineData("{\"scope\":[\"read\",\"personal\"]}", "read personal")]
    [InlineData("{\"scope\":[\"read\",\"x,personal\"]}", "read")]
    [InlineData("{\"scope\":{\"x\":\"a personal read b\"}}", "")]
    [InlineData("{\"scope\":[[\"read\",\"personal\"]]}", "")]
    [InlineData("{\"scope\":[{\"read\":\" read \"}]}", "")]
    [InlineData("{\"scope\":[\"read\",5,true,null]}", "read")]
    [InlineData("{\"scope\":5}", "")]
    [InlineData("{\"scope\":true}", "")]
    [InlineData("{\"scope\":\"Read PERSONAL\"}", "")]
    public async Task Scopes_OfATokenWithAnUnusualClaim_AreThoseThatItNames(string claims, string scopes)
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync();
        using JsonDocument claim = JsonDocument.Parse(claims);

        HttpResponseMessage response = await host.SendAsync(
            Leads, AuthenticatedHost.Token(claim.RootElement.GetProperty("scope").Clone()));

        Assert.Equal(scopes.Contains("read") ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(scopes.Contains("personal"), (await response.TextAsync()).Contains("secret"));
    }

    [Theory]
    [InlineData("sub")]
    [InlineData("client_id")]
    [InlineData("azp")]
    public async Task Caller_OfAToken_IsCountedByTheNameThatItHas(string claim)
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync(
            ("LeadGraph:Limits:BurstRequests", "1"), ("LeadGraph:Limits:RequestsPerSecond", "1"));

        HttpStatusCode[] statuses =
        [
            (await host.SendAsync(Leads, AuthenticatedHost.Token("read", callerClaim: claim))).StatusCode,
            (await host.SendAsync(Leads, AuthenticatedHost.Token("read", callerClaim: "other"))).StatusCode
        ];

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], statuses);
    }

    [Theory]
    [InlineData("1", "2")]
    [InlineData("9007199254740992", "9007199254740993")]
    public async Task Caller_WithANumberForAName_IsCountedByIt(string one, string other)
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync(
            ("LeadGraph:Limits:BurstRequests", "1"), ("LeadGraph:Limits:RequestsPerSecond", "1"));

        var statuses = new List<HttpStatusCode>();
        foreach (string name in new[] { one, other })
        {
            string token = AuthenticatedHost.Sign($"\"sub\":{name},\"scope\":\"read\",\"exp\":99999999999");
            statuses.Add((await host.SendAsync(Leads, token)).StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], statuses);
    }

    [Theory]
    [InlineData("253402300799")]
    [InlineData("253402300800")]
    [InlineData("1e18")]
    [InlineData("9223372036854775807")]
    public async Task Leads_WithATokenToTheEndOfTime_AreServed(string expires)
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync();

        HttpResponseMessage response = await host.SendAsync(
            Leads, AuthenticatedHost.Sign($"\"sub\":\"ann\",\"scope\":\"read\",\"exp\":{expires}"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1e18")]
    [InlineData("-9223372036854775808")]
    [InlineData("\"99999999999x\"")]
    [InlineData("null")]
    [InlineData("99999999999,\"nbf\":253402300799")]
    [InlineData("99999999999,\"nbf\":1e18")]
    public async Task Leads_WithATokenOfAnotherTime_AreRefused(string expires)
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync();

        HttpResponseMessage response = await host.SendAsync(
            Leads, AuthenticatedHost.Sign($"\"sub\":\"ann\",\"scope\":\"read\",\"exp\":{expires}"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData(",\"b64\":true", 200)]
    [InlineData(",\"crit\":[\"b64\"],\"b64\":true", 401)]
    [InlineData(",\"crit\":[\"exp\"],\"exp\":99999999999", 401)]
    [InlineData(",\"crit\":[]", 401)]
    [InlineData(",\"crit\":null", 401)]
    [InlineData(",\"\\u0063rit\":[\"x\"],\"x\":1", 401)]
    public async Task Leads_WithATokenWithCriticalExtensions_AreRefused(string header, int status)
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync();
        const string Claims = "\"sub\":\"ann\",\"scope\":\"read\",\"exp\":99999999999";

        HttpResponseMessage response = await host.SendAsync(Leads, AuthenticatedHost.Sign(Claims, header));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Leads_WithATokenThatIsNotForThem_AreRefused()
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync();

        foreach (string token in AuthenticatedHost.TokensOfOthers())
        {
            HttpResponseMessage response = await host.SendAsync(Leads, token);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.DoesNotContain("IDX", await response.TextAsync());
        }
    }

    [Fact]
    public async Task Leads_WithinTheClockSkew_AreServedAndThenRefused()
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync(("LeadGraph:Auth:Jwt:ClockSkew", "00:05:00"));
        string token = AuthenticatedHost.Token("read", expiresInMinutes: -4);

        HttpResponseMessage within = await host.SendAsync(Leads, token);
        host.Clock.Now += TimeSpan.FromMinutes(1);
        HttpResponseMessage beyond = await host.SendAsync(Leads, token);

        Assert.Equal(HttpStatusCode.OK, within.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, beyond.StatusCode);
        Assert.Contains("expired", await beyond.TextAsync());
    }

    [Fact]
    public async Task Leads_WhenTheKeyFileChanges_AreServedByTheNewKeys()
    {
        string file = Path.Combine(TestRun.NewFolder("jwks"), "jwks.json");
        await File.WriteAllTextAsync(file, AuthenticatedHost.Jwks);
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync(
            ("LeadGraph:Auth:Jwt:JwksFile", file));
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "two" };
        string token = AuthenticatedHost.Token("read", signing: new SigningCredentials(key, "RS256"));
        HttpStatusCode before = (await host.SendAsync(Leads, token)).StatusCode;

        await ChangeAsync("no key set");
        await host.SendAsync(Leads, AuthenticatedHost.Token("read"));
        HttpStatusCode meanwhile = (await host.SendAsync(Leads, AuthenticatedHost.Token("read"))).StatusCode;
        await ChangeAsync(AuthenticatedHost.JwksOf(key));
        HttpStatusCode after = (await host.SendAsync(Leads, token)).StatusCode;

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK], [before, meanwhile, after]);
        Assert.Single(
            host.Logs.All, record => record.Message.Contains("is invalid; the previous keys stay in use: "));

        async Task ChangeAsync(string text)
        {
            await File.WriteAllTextAsync(file, text);
            host.Clock.Now += TimeSpan.FromSeconds(30);
        }
    }

    [Fact]
    public async Task Leads_WhenTheKeyFileIsInvalidAtItsFirstUse_AreServedToNobodyAndTheLogSaysSo()
    {
        string file = Path.Combine(TestRun.NewFolder("jwks"), "jwks.json");
        await File.WriteAllTextAsync(file, AuthenticatedHost.Jwks);
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync(("LeadGraph:Auth:Jwt:JwksFile", file));

        await File.WriteAllTextAsync(file, "no key set");
        HttpResponseMessage response = await host.SendAsync(Leads, AuthenticatedHost.Token("read"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Single(host.Logs.All, record => record.Message.Contains("is invalid; no token is accepted: "));
    }

    [Fact]
    public async Task Leads_WhenTheKeyFileIsALinkThatIsSwapped_AreServedByTheNewKeys()
    {
        // As Kubernetes mounts what it holds: the file is a link into a folder that is a link itself, and is swapped.
        string folder = TestRun.NewFolder("jwks");
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "two" };
        foreach (var (name, content) in new[] { ("one", AuthenticatedHost.Jwks), ("two", AuthenticatedHost.JwksOf(key)) })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            string file = Path.Combine(folder, name, "jwks.json");
            await File.WriteAllTextAsync(file, content);
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        }

        Directory.CreateSymbolicLink(Path.Combine(folder, "data"), "one");
        string link = Path.Combine(folder, "jwks.json");
        File.CreateSymbolicLink(link, Path.Combine("data", "jwks.json"));
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync(("LeadGraph:Auth:Jwt:JwksFile", link));
        string[] tokens =
            [AuthenticatedHost.Token("read"), AuthenticatedHost.Token("read", signing: new SigningCredentials(key, "RS256"))];
        HttpStatusCode before = (await host.SendAsync(Leads, tokens[0])).StatusCode;

        Directory.Delete(Path.Combine(folder, "data"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "data"), "two");
        host.Clock.Now += TimeSpan.FromSeconds(30);
        HttpStatusCode[] after =
            [(await host.SendAsync(Leads, tokens[0])).StatusCode, (await host.SendAsync(Leads, tokens[1])).StatusCode];

        Assert.Equal(HttpStatusCode.OK, before);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK], after);
    }
}
