using System.Net;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Leads;

/// <summary>Pages of the REST list, and what callers learn of addresses and parameters that there are not.</summary>
public class LeadPagingTests
{
    private const string Path = "/api/user-activity";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Pages_ThatLinkNames_AreTheWholeListOnce(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        JsonElement[] whole = await LeadsAsync(host, Path);
        Assert.InRange(whole.Length, 6, 99);

        foreach (var (limit, query) in ((int, string)[])
            [(4, ""), (4, "&fields=username"), (1, "&lead_score=cold,cool"), (whole.Length, "")])
        {
            Assert.Equal(
                (await LeadsAsync(host, $"{Path}?limit=100{query}")).Select(lead => lead.GetRawText()),
                (await LeadsAsync(host, $"{Path}?limit={limit}{query}")).Select(lead => lead.GetRawText()));
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Page_WithoutParametersOfPaging_IsTheDocumentedArray(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        using HttpResponseMessage whole = await host.Client.GetAsync(Path);
        using HttpResponseMessage page = await host.Client.GetAsync($"{Path}?limit=2");

        Assert.False(whole.Headers.Contains("Link"));
        Assert.False(whole.Headers.Contains("X-Total-Count"));
        Assert.Matches("^</api/user-activity\\?limit=2&after=[A-Za-z0-9_-]+>; rel=\"next\"$",
            Assert.Single(page.Headers.GetValues("Link")));
        Assert.Equal(2, host.Logs.Sql.Count);
        Assert.Single(host.Logs.Sql.Select(sql => sql[sql.IndexOf("SELECT", StringComparison.Ordinal)..]).Distinct());
    }

    [PostgreSqlFact]
    public async Task Pages_OfTheMaintainedTable_AreThoseOfTheLiveOne()
    {
        await using var database = await MaintainedDatabase.CreateAsync();
        await database.ExecuteAsync("""
            INSERT INTO free_lesson_registrations (user_id, username) SELECT n, 'user' || n FROM generate_series(1, 60) n;
            INSERT INTO events (user_id, created_at)
            SELECT n, '2025-09-10 12:00:00' FROM generate_series(1, 60) n, generate_series(1, n % 5);
            """);
        await using ServiceHost live = await ServiceHost.StartAsync(database.ConnectionString);
        await using ServiceHost maintained = await ServiceHost.StartAsync(
            database.ConnectionString, ("LeadGraph:Activity:Mode", "Maintained"));
        await maintained.UntilReadyAsync();

        Assert.Equal(
            (await LeadsAsync(live, $"{Path}?limit=7")).Select(lead => lead.GetRawText()),
            (await LeadsAsync(maintained, $"{Path}?limit=7")).Select(lead => lead.GetRawText()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Count_IsThatOfTheWholeListThroughTheCacheToo(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(
            provider, ("LeadGraph:Cache:Seconds", "60"));
        int cold = (await LeadsAsync(host, $"{Path}?lead_score=cold")).Length;

        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage page = await host.Client.GetAsync($"{Path}?lead_score=cold&limit=1&count=true");
            Assert.Equal($"{cold}", Assert.Single(page.Headers.GetValues("X-Total-Count")));
            Assert.Single(page.Headers.GetValues("Link"));
        }
    }

    [Theory]
    [InlineData("after=", "after accepts one cursor, as the Link header of a response has it.")]
    [InlineData("after=MTA=", "after accepts one cursor, as the Link header of a response has it.")]
    [InlineData("after=nonsense", "after accepts one cursor, as the Link header of a response has it.")]
    [InlineData("after=a&after=b", "after accepts one cursor, as the Link header of a response has it.")]
    [InlineData("count=yes", "count accepts true or false.")]
    [InlineData("strict=1", "strict accepts true or false.")]
    [InlineData("strict=true&leadscore=hot",
        "There is no parameter leadscore. Did you mean lead_score? This address accepts lead_score, search, segment, "
        + "falls_before, as_of, fields, limit, after, count and strict.")]
    public async Task BadParameter_IsNamedWithWhatItAccepts(string query, string error)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        using HttpResponseMessage response = await host.Client.GetAsync($"{Path}?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using JsonDocument body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(error, body.RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Cursor_OfAListAsOfAnotherMoment_IsRefused()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);
        using HttpResponseMessage page = await host.Client.GetAsync($"{Path}?limit=2");
        string next = NextOf(page)!;

        using HttpResponseMessage response = await host.Client.GetAsync($"{next}&as_of=2025-09-09T00:00:00Z");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("another as_of", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task UnknownParameter_IsIgnoredAndLoggedOnce()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        foreach (string query in (string[])
            ["?leadscore=hot", "?leadscore=warm", "?limit=1&ann%40example.com=1", "?LIMIT=1&Strict=false"])
        {
            using HttpResponseMessage response = await host.Client.GetAsync(Path + query);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(
            [
                $"A request for {Path} has a parameter leadscore, which is ignored. Did you mean lead_score?",
                $"A request for {Path} has a parameter (not a name), which is ignored."
            ],
            host.Logs.All.Where(record => record.Level == LogLevel.Information
                && record.Message.StartsWith("A request for", StringComparison.Ordinal)).Select(record => record.Message));
    }

    [Theory]
    [InlineData("GET", "/api/user-activities", HttpStatusCode.NotFound, "There is nothing at this address. ")]
    [InlineData("DELETE", "/api/user-activity", HttpStatusCode.MethodNotAllowed,
        "This address accepts the methods GET, HEAD, and not DELETE.")]
    public async Task AddressOrMethodThatThereIsNot_IsAProblemThatSaysSo(
        string method, string path, HttpStatusCode status, string detail)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        using HttpResponseMessage response = await host.Client.SendAsync(new(new HttpMethod(method), path));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using JsonDocument body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((int)status, body.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(body.RootElement.GetProperty("title").GetString()!);
        Assert.StartsWith(detail, body.RootElement.GetProperty("detail").GetString());
        Assert.StartsWith(detail, body.RootElement.GetProperty("error").GetString());
    }

    // Follows Link to the end.
    private static async Task<JsonElement[]> LeadsAsync(ServiceHost host, string address)
    {
        List<JsonElement> leads = [];
        for (string? next = address; next is not null;)
        {
            using HttpResponseMessage page = await host.Client.GetAsync(next);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            using JsonDocument body = JsonDocument.Parse(await page.Content.ReadAsStringAsync());
            leads.AddRange(body.RootElement.EnumerateArray().Select(lead => lead.Clone()));
            next = NextOf(page);
        }

        return [.. leads];
    }

    private static string? NextOf(HttpResponseMessage page)
        => page.Headers.TryGetValues("Link", out IEnumerable<string>? links)
            ? Assert.Single(links).Split('<', '>')[1] : null;
}
