using LeadGraph.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Access;

public class StartTests
{
    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://*:0")]
    [InlineData("http://leads.example.com:0")]
    [InlineData("http://127.0.0.1:0;http://+:0")]
    public async Task Start_WithoutAModeBeyondLoopback_IsRefused(string urls)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(urls));

        Assert.Contains("LeadGraph:Auth:Mode is not set.", refusal.Message);
        Assert.Contains("ApiKey", refusal.Message);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0", null)]
    [InlineData("http://127.0.0.1:0", "")]
    [InlineData("http://0.0.0.0:0", "None")]
    [InlineData("http://*:0", "none")]
    public Task Start_OnLoopbackOrWithAMode_Succeeds(string urls, string? mode)
        => StartAsync(urls, ("LeadGraph:Auth:Mode", mode));

    [Theory]
    [InlineData("LeadGraph:Auth:Mode is \"Open\"; it accepts None, ApiKey, Jwt.", "LeadGraph:Auth:Mode", "Open")]
    [InlineData("LeadGraph:Auth:Mode is \"1\"; it accepts None, ApiKey, Jwt.", "LeadGraph:Auth:Mode", "1")]
    [InlineData("no API keys are configured in LeadGraph:Auth:ApiKeys", "LeadGraph:Auth:Mode", "ApiKey")]
    [InlineData("LeadGraph:Auth:ApiKeys holds keys, but without", "LeadGraph:Auth:ApiKeys:a:Hash", "x")]
    [InlineData("LeadGraph:Auth:Jwt:Issuer is not set", "LeadGraph:Auth:Mode", "Jwt")]
    [InlineData("LeadGraph:Auth:Jwt:Audience is not set", "LeadGraph:Auth:Mode", "Jwt")]
    [InlineData("Set either LeadGraph:Auth:Jwt:Jwks", "LeadGraph:Auth:Mode", "Jwt")]
    [InlineData("LeadGraph:Limits:RequestBytes is 5; it must be 1024 to 1048576.", "LeadGraph:Limits:RequestBytes", "5")]
    [InlineData("LeadGraph:Limits:HeaderTimeout is 00:00:00;", "LeadGraph:Limits:HeaderTimeout", "00:00:00")]
    public async Task Start_WithASettingThatMakesNoSense_NamesIt(string message, string setting, string value)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync("http://127.0.0.1:0", (setting, value)));

        Assert.Contains(message, refusal.Message);
    }

    [Theory]
    [InlineData("Hash", "lg_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq", "is not the hash of a key")]
    [InlineData("Hash", "sha256:zz", "is not the hash of a key")]
    [InlineData("Scopes", "personal", "is \"personal\"; it accepts read, with personal and campaigns")]
    [InlineData("Scopes", "", "is \"\"; it accepts read, with personal and campaigns")]
    [InlineData("Expires", "tomorrow", "is \"tomorrow\"; it must be a time")]
    public async Task Start_WithAKeyThatMakesNoSense_NamesItsSettingAndKeepsItSecret(
        string setting, string value, string message)
    {
        var settings = new Dictionary<string, string?>
        {
            ["LeadGraph:Auth:Mode"] = "ApiKey",
            ["LeadGraph:Auth:ApiKeys:a:Hash"] = ApiKey.HashOf("a"),
            ["LeadGraph:Auth:ApiKeys:a:Scopes"] = "read",
            [$"LeadGraph:Auth:ApiKeys:a:{setting}"] = value
        };

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync("http://127.0.0.1:0", [.. settings.Select(s => (s.Key, s.Value))]));

        Assert.Contains($"LeadGraph:Auth:ApiKeys:a:{setting} {message}", refusal.Message);
        Assert.DoesNotContain("lg_", refusal.Message);
    }

    [Theory]
    [InlineData("LeadGraph:Auth:Jwt:Jwks", "nonsense", "it is no JSON Web Key Set")]
    [InlineData("LeadGraph:Auth:Jwt:Jwks", "{\"keys\":[]}", "no key can be used with RS256, PS256, ES256")]
    [InlineData("LeadGraph:Auth:Jwt:Jwks", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}", "no key can be used with")]
    [InlineData("LeadGraph:Auth:Jwt:Jwks", "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\",\"d\":\"AA\"}]}",
        "it holds a private key")]
    [InlineData("LeadGraph:Auth:Jwt:JwksFile", "/nowhere/jwks.json", "cannot be read")]
    [InlineData("LeadGraph:Auth:Jwt:Authority", "http://login.example.com", "it must be an https address")]
    [InlineData("LeadGraph:Auth:Jwt:Authority", "login.example.com", "it must be an https address")]
    [InlineData("LeadGraph:Auth:Jwt:Authority", "file:///etc", "it must be an https address")]
    [InlineData("LeadGraph:Auth:Jwt:Algorithms:0", "none", "Algorithms holds \"none\"; it accepts RS256,")]
    [InlineData("LeadGraph:Auth:Jwt:ClockSkew", "01:00:00", "ClockSkew is 01:00:00; it must be 00:00:00 to 00:10:00.")]
    public async Task Start_WithTokenSettingsThatMakeNoSense_NamesTheSetting(string setting, string value, string message)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(
            "http://127.0.0.1:0",
            ("LeadGraph:Auth:Mode", "Jwt"),
            ("LeadGraph:Auth:Jwt:Issuer", AuthenticatedHost.Issuer),
            ("LeadGraph:Auth:Jwt:Audience", AuthenticatedHost.Audience),
            setting.EndsWith("File") || setting.EndsWith("Authority")
                ? ("LeadGraph:Auth:Jwt:Jwks", null) : ("LeadGraph:Auth:Jwt:Jwks", AuthenticatedHost.Jwks),
            (setting, value)));

        Assert.Contains(message, refusal.Message);
        Assert.Contains(setting.Replace(":0", ""), refusal.Message);
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("leads.example.com", 400)]
    public async Task Request_WithoutAMode_MustNameThisMachine(string name, int status)
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();

        HttpResponseMessage response = await host.SendAsync("/api/user-activity", headers: ("Host", name));

        Assert.Equal(status, (int)response.StatusCode);
    }

    private static async Task StartAsync(string urls, params (string Key, string? Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:LeadGraph", AuthenticatedHost.Database),
            .. settings.DistinctBy(s => s.Key).Select(s => KeyValuePair.Create(
                s.Key, settings.Last(other => other.Key == s.Key).Value))]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls.Split(';'));
        await using WebApplication app = builder.AddLeadGraph().Build().MapLeadGraph();
        await app.StartAsync();
        await app.StopAsync();
    }
}
