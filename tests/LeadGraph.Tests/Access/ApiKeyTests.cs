using System.Net;
using LeadGraph.Access;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Access;

public class ApiKeyTests
{
    private const string Leads = "/api/user-activity";

    [Fact]
    public async Task Leads_WithTheFullKey_TellWhoTheyAre()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        string byBearer = await (await host.SendAsync(Leads, AuthenticatedHost.FullKey)).TextAsync();
        string byKeyHeader = await (await host.SendAsync(
            Leads, headers: (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.FullKey))).TextAsync();

        Assert.Contains("anna@secret.example", byBearer);
        Assert.Equal(byBearer, byKeyHeader);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?search=secret")]
    [InlineData("?search=anna")]
    [InlineData("?search=nobody-of-that-name")]
    public async Task Leads_WithTheLesserKey_TellNothingOfWhoTheyAre(string query)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        HttpResponseMessage response = await host.SendAsync(Leads + query, AuthenticatedHost.LesserKey);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string row(int id, int events, int days, string last) => $"{{\"user_id\":{id},\"username\":null,\"first_name\":"
            + $"null,\"email\":null,\"total_events\":{events},\"active_days\":{days},\"last_activity\":{last},"
            + "\"lead_score\":\"cold\"}";
        Assert.Equal(
            query.Length > 0 ? "[]"
                : $"[{row(1, 2, 2, "\"2025-09-10T10:00:00.000Z\"")},{row(2, 1, 1, "\"2025-09-10T11:00:00.000Z\"")},{row(3, 0, 0, "null")}]",
            await response.TextAsync());
        string sql = Assert.Single(host.Logs.Sql, sql => sql.Contains("free_lesson_registrations"));
        Assert.DoesNotContain("\"username\"", sql);
        Assert.DoesNotContain("\"email\"", sql);
        Assert.DoesNotContain("\"first_name\"", sql);
    }

    [Fact]
    public async Task Leads_WithTheETagOfAFullerAnswer_AreNotSaidToBeUnchanged()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        HttpResponseMessage full = await host.SendAsync(Leads, AuthenticatedHost.FullKey);
        string tag = full.Headers.ETag!.Tag;

        HttpResponseMessage again = await host.SendAsync(Leads, AuthenticatedHost.FullKey, headers: ("If-None-Match", tag));
        HttpResponseMessage lesser = await host.SendAsync(Leads, AuthenticatedHost.LesserKey, headers: ("If-None-Match", tag));

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(HttpStatusCode.OK, lesser.StatusCode);
        Assert.Equal(["Authorization", "X-Api-Key"], full.Headers.Vary);
        Assert.True(full.Headers.CacheControl!.Private);
    }

    [Fact]
    public async Task Leads_WhenNobodyMatches_HaveAnETagOfTheCallersRights()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        HttpResponseMessage full = await host.SendAsync(Leads + "?search=nobody", AuthenticatedHost.FullKey);
        HttpResponseMessage lesser = await host.SendAsync(Leads + "?search=nobody", AuthenticatedHost.LesserKey);

        Assert.Equal(await full.TextAsync(), await lesser.TextAsync());
        Assert.NotEqual(full.Headers.ETag, lesser.Headers.ETag);
    }

    [Fact]
    public async Task Leads_OnceTheKeyExpires_AreRefused()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        host.Clock.Now = DateTimeOffset.Parse("2025-09-09T23:59:59Z");
        HttpResponseMessage before = await host.SendAsync(Leads, AuthenticatedHost.ExpiredKey);

        host.Clock.Now = DateTimeOffset.Parse("2025-09-10T00:00:00Z");
        HttpResponseMessage after = await host.SendAsync(Leads, AuthenticatedHost.ExpiredKey);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Contains("expired", await after.TextAsync());
        Assert.Equal("Bearer realm=\"LeadGraph\", error=\"invalid_token\"", Assert.Single(after.Headers.WwwAuthenticate).ToString());
    }

    [Fact]
    public async Task Leads_WithTwoCredentials_AreRefused()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        HttpResponseMessage response = await host.SendAsync(
            Leads, AuthenticatedHost.FullKey, headers: (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.LesserKey));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("?key=")]
    [InlineData("?api_key=")]
    [InlineData("?access_token=")]
    public async Task Leads_WithTheKeyInTheAddress_AreRefused(string query)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        HttpResponseMessage response = await host.SendAsync(Leads + query + AuthenticatedHost.FullKey);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Keys_WhenSent_AreLoggedNowhere()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        await host.SendAsync(Leads, AuthenticatedHost.FullKey);
        await host.SendAsync(Leads, AuthenticatedHost.ExpiredKey);
        await host.SendAsync("/nowhere", headers: (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.LesserKey));

        Assert.DoesNotContain(host.Logs.All, record => record.Message.Contains("lg_", StringComparison.Ordinal));
    }

    [Fact]
    public void Hash_OfAKey_IsItsSha256()
    {
        Assert.Equal("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ApiKey.HashOf("abc"));
        Assert.True(ApiKey.HasKeyFormat(ApiKey.New()));
        Assert.NotEqual(ApiKey.New(), ApiKey.New());
        Assert.False(ApiKey.HasKeyFormat("lg_short"));
    }
}
