using System.Net;
using LeadGraph.Access;
using LeadGraph.Limits;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Access;

/// <summary>Keys in a file, which change while the service runs.</summary>
public class ApiKeysFileTests
{
    private const string Leads = "/api/user-activity";
    private const string Subscription = "subscription { onLeadScoreChanged { userId } }";

    [Fact]
    public async Task Keys_AddedAndRevoked_CountWithoutARestart()
    {
        string file = NewFile(("one", AuthenticatedHost.FullKey, "read,personal"));
        await using ServiceHost host = await StartAsync(file);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, AuthenticatedHost.FullKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, AuthenticatedHost.LesserKey));

        ApiKeyFile.Add(file, "two", Options(AuthenticatedHost.LesserKey, "read"));
        await UntilAsync(host, AuthenticatedHost.LesserKey, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, AuthenticatedHost.FullKey));

        ApiKeyFile.Remove(file, "one");
        await UntilAsync(host, AuthenticatedHost.FullKey, HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, AuthenticatedHost.LesserKey));

        ApiKeyFile.Remove(file, "two");
        await UntilAsync(host, AuthenticatedHost.LesserKey, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Keys_BesideThoseOfTheSettings_AreAccepted()
    {
        string file = NewFile(("one", AuthenticatedHost.FullKey, "read"));
        await using ServiceHost host = await AuthenticatedHost.OpenAsync(
            ("LeadGraph:Auth:Mode", "ApiKey"),
            ("LeadGraph:Auth:ApiKeys:two:Hash", ApiKey.HashOf(AuthenticatedHost.LesserKey)),
            ("LeadGraph:Auth:ApiKeys:two:Scopes", "read"),
            ("LeadGraph:Auth:ApiKeysFile", file));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, AuthenticatedHost.FullKey));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, AuthenticatedHost.LesserKey));
    }

    [Fact]
    public async Task Streams_OfARevokedKey_EndAndThoseOfOthersStay()
    {
        string file = NewFile(
            ("one", AuthenticatedHost.FullKey, "read"), ("two", AuthenticatedHost.LesserKey, "read"));
        string database = AuthenticatedHost.NewDatabase();
        await ChangingDatabase.InstallAsync($"Data Source={database}");
        await using ServiceHost host = await StartAsync(
            file, ("ConnectionStrings:LeadGraph", $"Data Source={database}"), ("LeadGraph:Store", "Auto"));
        await host.UntilReadyAsync();
        (string, string)[] header = [("Authorization", $"Bearer {AuthenticatedHost.FullKey}")];
        using GraphQLSocket byHeader = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!, header);
        await byHeader.InitAsync();
        using GraphQLSocket byInit = await GraphQLSocket.AuthenticateAsync(host, AuthenticatedHost.FullKey);
        using GraphQLSocket other = await GraphQLSocket.AuthenticateAsync(host, AuthenticatedHost.LesserKey);
        await Task.WhenAll(new[] { byHeader, byInit, other }.Select(socket => socket.SendAsync(
            new { id = "1", type = "subscribe", payload = new { query = Subscription } })));
        using HttpResponseMessage events = await OpenEventsAsync(host, AuthenticatedHost.FullKey);
        Task<string> eventsEnd = events.Content.ReadAsStringAsync();
        Task<HttpResponseMessage> poll = host.SendAsync(
            "/api/lead-score-changes?wait=60", AuthenticatedHost.FullKey);
        var limiters = host.Services.GetRequiredService<CallerLimiters>();
        // Two WebSockets, the event stream and the request that waits.
        await Eventually.UntilAsync(() => limiters.Streams.GetStatistics("caller one")!.CurrentAvailablePermits
            == new LimitOptions().StreamsPerCaller - 4);

        ApiKeyFile.Remove(file, "one");

        Assert.Equal("cut", await byHeader.ReceiveAsync());
        Assert.Equal("cut", await byInit.ReceiveAsync());
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => eventsEnd);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => poll);
        await other.SendAsync(new { type = "ping" });
        Assert.Equal("{\"type\":\"pong\"}", await other.ReceiveAsync());
    }

    [Fact]
    public async Task Streams_OfAKeyThatLosesAScope_End()
    {
        string file = NewFile(("one", AuthenticatedHost.FullKey, "read,personal"));
        await using ServiceHost host = await StartAsync(file);
        using GraphQLSocket socket = await GraphQLSocket.AuthenticateAsync(host, AuthenticatedHost.FullKey);

        await File.WriteAllTextAsync(file, ApiKeyFile.Format("one", Options(AuthenticatedHost.FullKey, "read")));

        Assert.Equal("cut", await socket.ReceiveAsync());
        Assert.DoesNotContain("anna", await (await host.SendAsync(Leads, AuthenticatedHost.FullKey)).TextAsync());
    }

    [Theory]
    [InlineData("LeadGraph__Auth__ApiKeys__one__Hash=lg_secret", "LeadGraph:Auth:ApiKeys:one:Hash is not the hash")]
    [InlineData("lg_secret", "Line 1 is not the setting of a key")]
    [InlineData(null, "Could not find file")]
    public async Task File_BrokenWhileTheServiceRuns_KeepsTheKeysAndIsLoggedOnce(string? content, string reason)
    {
        string file = NewFile(("one", AuthenticatedHost.FullKey, "read"));
        await using ServiceHost host = await StartAsync(file);
        var ring = host.Services.GetRequiredService<ApiKeyRing>();

        if (content is null)
        {
            File.Delete(file);
        }
        else
        {
            await File.WriteAllTextAsync(file, content);
        }

        await Eventually.UntilAsync(() => Errors(host).Length > 0);
        string error = Assert.Single(Errors(host));
        Assert.Contains(reason, error);
        Assert.DoesNotContain("lg_", error);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, AuthenticatedHost.FullKey));

        // Mended with another key, which is accepted; the problem was logged once in all that time.
        await File.WriteAllTextAsync(file, ApiKeyFile.Format("two", Options(AuthenticatedHost.LesserKey, "read")));
        await UntilAsync(host, AuthenticatedHost.LesserKey, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, AuthenticatedHost.FullKey));
        Assert.Single(Errors(host));
        Assert.Equal(1, ring.Current.Count);
    }

    [Theory]
    [InlineData("nonsense", "Line 1 is not the setting of a key")]
    [InlineData("# a comment\n\nLeadGraph__Auth__ApiKeys__one__Scopes=read", "LeadGraph:Auth:ApiKeys:one:Hash is not")]
    [InlineData(null, "Could not find file")]
    public async Task Start_WithABrokenFile_IsRefusedWithTheReason(string? content, string reason)
    {
        string file = Path.Combine(TestRun.NewFolder("keys"), "leadgraph.keys");
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content);
        }

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(file));

        Assert.Contains($"LeadGraph:Auth:ApiKeysFile is {file}, which cannot be used: ", refusal.Message);
        Assert.Contains(reason, refusal.Message);
    }

    [Fact]
    public async Task Start_WithAFileAndASettingOfTheSameName_IsRefused()
    {
        string file = NewFile(("counter", AuthenticatedHost.FullKey, "read"));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => AuthenticatedHost.WithKeysAsync(("LeadGraph:Auth:ApiKeysFile", file)));

        Assert.Contains("It has a key counter, as LeadGraph:Auth:ApiKeys has.", refusal.Message);
    }

    [Fact]
    public async Task Start_WithAFileButWithoutAMode_IsRefused()
    {
        string file = NewFile(("one", AuthenticatedHost.FullKey, "read"));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => AuthenticatedHost.OpenAsync(("LeadGraph:Auth:ApiKeysFile", file)));

        Assert.Contains("LeadGraph:Auth:ApiKeysFile holds keys, but without LeadGraph:Auth:Mode", refusal.Message);
    }

    private static Task<ServiceHost> StartAsync(string file, params (string Key, string? Value)[] settings)
        => AuthenticatedHost.OpenAsync(
            [("LeadGraph:Auth:Mode", "ApiKey"), ("LeadGraph:Auth:ApiKeysFile", file), .. settings]);

    private static string NewFile(params (string Name, string Key, string Scopes)[] keys)
    {
        string file = Path.Combine(TestRun.NewFolder("keys"), "leadgraph.keys");
        foreach (var (name, key, scopes) in keys)
        {
            ApiKeyFile.Add(file, name, Options(key, scopes));
        }

        return file;
    }

    private static ApiKeyOptions Options(string key, string scopes)
        => new() { Hash = ApiKey.HashOf(key), Scopes = scopes };

    private static async Task<HttpStatusCode> StatusAsync(ServiceHost host, string key)
    {
        using HttpResponseMessage response = await host.SendAsync(Leads, key);
        return response.StatusCode;
    }

    private static Task UntilAsync(ServiceHost host, string key, HttpStatusCode status)
        => Eventually.UntilAsync(async () => await StatusAsync(host, key) == status);

    private static string[] Errors(ServiceHost host)
        =>
        [
            .. host.Logs.All
                .Where(record => record.Level == LogLevel.Error && record.Category == typeof(ApiKeyRing).FullName)
                .Select(record => record.Message)
        ];

    private static async Task<HttpResponseMessage> OpenEventsAsync(ServiceHost host, string key)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Get, $"/graphql?query={Uri.EscapeDataString(Subscription)}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Authorization = new("Bearer", key);
        return await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
