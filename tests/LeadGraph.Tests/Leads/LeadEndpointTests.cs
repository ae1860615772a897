using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Leads;

public class LeadEndpointTests
{
    private const string Path = "/api/user-activity";

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Get_WithoutParameters_AnswersTheHundredMostActive(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        using HttpResponseMessage response = await host.Client.GetAsync(Path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        JsonElement[] leads = await ReadAsync(response);
        Assert.Equal(100, leads.Length);
        Assert.Equal(leads.Select(x => (-Events(x), Id(x))).Order(), leads.Select(x => (-Events(x), Id(x))));
        Assert.Single(host.Logs.Sql);
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Get_OneLead_AnswersItsFieldsInTheKnownForm(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        Assert.Equal("""
            [{"user_id":1001,"username":"edge_20_5","first_name":"Edge20x5","email":"edge20.5@example.com","total_events":20,"active_days":5,"last_activity":"2025-09-10T00:22:00.001Z","lead_score":"hot"}]
            """, await host.Client.GetStringAsync($"{Path}?search=edge_20_5"));
        Assert.Equal("""
            [{"user_id":3009,"username":"Вайб","first_name":"Анна","email":"anna@example.com","total_events":11,"active_days":4,"last_activity":"2025-09-10T00:15:00.009Z","lead_score":"warm"}]
            """, await host.Client.GetStringAsync($"{Path}?search=АННА"));
        Assert.Equal("""
            [{"user_id":2002,"username":"just_outside","first_name":"Outside","email":"outside@example.com","total_events":0,"active_days":0,"last_activity":null,"lead_score":"cold"}]
            """, await host.Client.GetStringAsync($"{Path}?search=just_outside"));
        Assert.Contains("""
            {"user_id":3023,"username":null,"first_name":null,"email":"only@example.com",
            """, await host.Client.GetStringAsync($"{Path}?search=only@example.com"));
    }

    [ReferenceTheory, OnPostgreSql]
    public async Task Get_OnEitherDatabase_AnswersTheSameBytes(DatabaseProvider provider)
    {
        await using ServiceHost sqlite = await ServiceHost.StartOverReferenceAsync(
            DatabaseProvider.Sqlite, ("LeadGraph:MaxLeads", "1000"));
        await using ServiceHost other = await ServiceHost.StartOverReferenceAsync(
            provider, ("LeadGraph:MaxLeads", "1000"));

        foreach (string query in (string[])["", "?lead_score=cold,warm", "?search=%25", "?search=ИВ&limit=7"])
        {
            Assert.Equal(
                await sqlite.Client.GetStringAsync(Path + query), await other.Client.GetStringAsync(Path + query));
        }
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Get_ByTier_AnswersThoseTiers(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(
            provider, ("LeadGraph:MaxLeads", "1000"));

        Assert.Equal(18, (await GetAsync(host, "?lead_score=hot")).Length);
        Assert.Equal(52, (await GetAsync(host, "?lead_score=Warm")).Length);
        Assert.Equal(18 + 91, (await GetAsync(host, "?lead_score=HOT&lead_score=cool")).Length);
        Assert.Equal(59 + 52, (await GetAsync(host, "?lead_score=cold,%20warm")).Length);
        Assert.Equal(220, (await GetAsync(host, "?utm_source=mail&Limit2=x")).Length);
    }

    [ReferenceTheory, OnSqlite]
    public async Task Get_WithALimit_AnswersThatMany(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(
            provider, ("LeadGraph:MaxLeads", "20"));

        Assert.Equal(20, (await GetAsync(host, "")).Length);
        Assert.Equal(20, (await GetAsync(host, "?limit=20")).Length);
        Assert.Single(await GetAsync(host, "?limit=1"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Get_ANameInAnyScript_AnswersItFromTheColumnsItNeeds(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        JsonElement lead = Assert.Single(await GetAsync(host, "?search=🔥"));
        string sql = Assert.Single(host.Logs.Sql);

        Assert.Equal("🔥", lead.GetProperty("first_name").GetString());
        Assert.Contains("first_name", sql);
        Assert.DoesNotContain("registered_at", sql);
        Assert.Contains("""
            "first_name":"Анна","email":"anna@example.com","total_events":1,"active_days":1,
            """, await host.Client.GetStringAsync($"{Path}?search=АННА"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Get_WithABadValue_SaysWhatTheParameterAccepts(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        const string tiers = """
            {"error":"lead_score accepts hot, warm, cool, cold, repeated or separated by commas."}
            """;
        const string limit = """
            {"error":"limit accepts one whole number from 1 to 100."}
            """;

        foreach (var (query, error) in new[]
        {
            ("lead_score=lukewarm", tiers), ("lead_score=", tiers), ("lead_score=3", tiers),
            ("lead_score=hot,", tiers), ("lead_score=hot&lead_score=x", tiers),
            ("limit=0", limit), ("limit=101", limit), ("limit=-1", limit), ("limit=", limit), ("limit=ten", limit),
            ("limit=1.5", limit), ("limit=%2010", limit), ("limit=99999999999", limit), ("limit=1&limit=2", limit),
            ("search=a&search=b", """
                {"error":"search accepts one text; give it once."}
                """)
        })
        {
            using HttpResponseMessage response = await host.Client.GetAsync($"{Path}?{query}");
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
            Assert.Equal(error, await response.Content.ReadAsStringAsync());
        }

        Assert.Empty(host.Logs.Sql);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Get_SearchWithANulCharacter_FindsNobody(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        Assert.Empty(await GetAsync(host, "?search=a%00b"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Head_AnswersTheHeadersAlone(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        using HttpResponseMessage get = await host.Client.GetAsync(Path);

        using HttpResponseMessage head = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, Path));

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task OtherMethods_AreNotAllowed(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        foreach (string method in (string[])["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), Path);
            using HttpResponseMessage response = await host.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
            Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow.Order());
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Get_WithTheETagOfTheAnswer_SaysNotModifiedUntilItIs(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        using HttpResponseMessage first = await host.Client.GetAsync(Path);
        EntityTagHeaderValue tag = first.Headers.ETag!;

        using HttpResponseMessage same = await GetAsync(host, tag);
        host.Clock.Now = host.Clock.Now.AddDays(1);
        using HttpResponseMessage later = await GetAsync(host, tag);

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(tag, same.Headers.ETag);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.NotEqual(tag, later.Headers.ETag);
        using var other = new HttpRequestMessage(HttpMethod.Get, Path);
        other.Headers.IfMatch.Add(tag);
        using HttpResponseMessage regardless = await host.Client.SendAsync(other);
        Assert.Equal(HttpStatusCode.OK, regardless.StatusCode);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cors_ByDefault_AllowsNobody(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        using HttpResponseMessage response = await GetFromAsync(host, "https://dashboard.example.com");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cors_ForAConfiguredOrigin_AllowsItAlone(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(
            provider, ("LeadGraph:Cors:Origins:0", "https://dashboard.example.com"));

        using HttpResponseMessage allowed = await GetFromAsync(host, "https://dashboard.example.com");
        using HttpResponseMessage other = await GetFromAsync(host, "https://elsewhere.example.com");

        Assert.Equal(
            ["https://dashboard.example.com"], allowed.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(
            "Age,Cache-Status,ETag,Last-Modified,X-Trace-Id,X-Total-Count,Link,Content-Disposition,X-LeadGraph-Demo",
            string.Join(",", allowed.Headers.GetValues("Access-Control-Expose-Headers")));
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static async Task<JsonElement[]> GetAsync(ServiceHost host, string query)
    {
        using HttpResponseMessage response = await host.Client.GetAsync(Path + query);
        return await ReadAsync(response);
    }

    private static Task<HttpResponseMessage> GetAsync(ServiceHost host, EntityTagHeaderValue tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.IfNoneMatch.Add(tag);
        return host.Client.SendAsync(request);
    }

    private static Task<HttpResponseMessage> GetFromAsync(ServiceHost host, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Add("Origin", origin);
        return host.Client.SendAsync(request);
    }

    private static async Task<JsonElement[]> ReadAsync(HttpResponseMessage response)
    {
        response.EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize<JsonElement[]>(await response.Content.ReadAsStringAsync())!;
    }

    private static int Events(JsonElement lead) => lead.GetProperty("total_events").GetInt32();

    private static long Id(JsonElement lead) => lead.GetProperty("user_id").GetInt64();
}
