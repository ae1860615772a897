using System.Net;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using static LeadGraph.Tests.Campaigns.CampaignLists;

namespace LeadGraph.Tests.Campaigns;

/// <summary>Which leads a campaign list holds, in which order and form.</summary>
public class CampaignEndpointTests
{
    private static readonly string[] Fields = Header.Split(',')[..^1];

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Get_WithoutParameters_ListsAllLeadsMostActiveFirst(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        using HttpResponseMessage response = await host.Client.GetAsync(ListPath);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/csv; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment; filename=leads-all-20250910T150000Z.csv",
            response.Content.Headers.ContentDisposition?.ToString());
        Assert.Equal(["220"], response.Headers.GetValues("X-Total-Count"));
        string csv = await response.Content.ReadAsStringAsync();
        Assert.StartsWith($"{Header}\r\n", csv, StringComparison.Ordinal);
        Assert.Contains("""
            3009,Вайб,Анна,anna@example.com,11,4,2025-09-10T00:15:00.009Z,warm,2025-09-02T06:00:00.000Z,
            """, csv);
        string?[][] rows = [.. ReferenceData.ParseCsv(csv).Skip(1)];
        Assert.Equal(220, rows.Length);
        Assert.Equal(rows.OrderBy(row => (-int.Parse(row[4]!), long.Parse(row[0]!))), rows);
        // One statement counts, one lists.
        Assert.Equal(2, host.Logs.Sql.Count(sql => sql.Contains("free_lesson_registrations")));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Get_WithTierAndSearch_ListsMatchesAndNamesTheFileByTier(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        using HttpResponseMessage tiers = await host.Client.GetAsync($"{ListPath}?lead_score=warm,HOT");
        using HttpResponseMessage text = await host.Client.GetAsync($"{ListPath}?lead_score=warm&search=анна");
        using HttpResponseMessage nobody = await host.Client.GetAsync($"{ListPath}?search=%25%25%25");

        Assert.Equal("leads-hot-warm-20250910T150000Z.csv", tiers.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(["70"], tiers.Headers.GetValues("X-Total-Count"));
        Assert.Equal(["hot", "warm"], (await RowsAsync(tiers)).Select(row => row[7]).Distinct().Order());
        Assert.Equal(["3009"], (await RowsAsync(text)).Select(row => row[0]));
        Assert.Equal(["0"], nobody.Headers.GetValues("X-Total-Count"));
        Assert.Equal($"{Header}\r\n", await nobody.Content.ReadAsStringAsync());
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Get_WithOrder_ListsHottestFirstAndNullsLast(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        string?[] tiers = [.. (await RowsAsync(host, "?order=lead_score.desc")).Select(row => row[7])];
        string?[] oldest = [.. (await RowsAsync(host, "?order=last_activity.asc")).Select(row => row[6])];
        string?[] newest = [.. (await RowsAsync(host, "?order=last_activity.desc")).Select(row => row[6])];

        Assert.Equal(["hot", "warm", "cool", "cold"], tiers.Distinct());
        Assert.Equal(oldest.OrderBy(time => time == "").ThenBy(time => time, StringComparer.Ordinal), oldest);
        Assert.Equal(
            newest.OrderBy(time => time == "").ThenByDescending(time => time, StringComparer.Ordinal), newest);
        Assert.Equal("", oldest[^1]);
        Assert.Equal("", newest[^1]);
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Get_BySeveralColumns_SortsByEachWithinTheOnesBefore(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        string?[][] rows = [.. await RowsAsync(host, "?order=lead_score.desc,total_events.asc")];

        string[] hottestFirst = ["hot", "warm", "cool", "cold"];
        Assert.Equal(
            rows.OrderBy(row => Array.IndexOf(hottestFirst, row[7])).ThenBy(row => int.Parse(row[4]!))
                .ThenBy(row => long.Parse(row[0]!)).Select(row => row[0]),
            rows.Select(row => row[0]));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Leads_ThatFallBeforeAMoment_AreThoseOfGraphQL(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        string moment = host.Clock.Now.AddDays(1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        JsonElement leads = (await host.DataAsync(
            $$"""{ userActivity(first: 100, where: { fallsAt: { lt: "{{moment}}" } }) { nodes { userId } } }"""))
            .GetProperty("userActivity").GetProperty("nodes");
        string[] expected = [.. leads.EnumerateArray().Select(lead => $"{lead.GetProperty("userId")}").Order()];

        string?[] listed = [.. (await RowsAsync(host, $"?falls_before={moment}")).Select(row => row[0]).Order()];
        string withOffset = Uri.EscapeDataString(moment.Replace("Z", "+00:00"));
        JsonElement array = JsonElement.Parse(
            await host.Client.GetStringAsync($"/api/user-activity?falls_before={withOffset}"));

        Assert.InRange(expected.Length, 1, 99);
        Assert.Equal(expected, listed);
        Assert.Equal(expected, array.EnumerateArray().Select(lead => $"{lead.GetProperty("user_id")}").Order());
    }

    [ReferenceTheory, OnPostgreSql]
    public async Task Get_InAnyOrder_ListsTheSameBytesOnEitherDatabase(DatabaseProvider provider)
    {
        await using ServiceHost sqlite = await ServiceHost.StartOverReferenceAsync(DatabaseProvider.Sqlite);
        await using ServiceHost other = await ServiceHost.StartOverReferenceAsync(provider);

        foreach (string field in Fields)
        {
            foreach (string direction in (string[])["asc", "desc"])
            {
                string query = $"?order={field}.{direction}";
                Assert.Equal(
                    await sqlite.Client.GetByteArrayAsync(ListPath + query),
                    await other.Client.GetByteArrayAsync(ListPath + query));
            }
        }
    }

    [ReferenceTheory, OnSqlite]
    public async Task Get_WithAnInvalidValue_Gets400WithTheAcceptedValues(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        const string order = """
            {"error":"order accepts user_id, username, first_name, email, total_events, points, active_days, last_activity, lead_score, registered_at, falls_at, falls_to, momentum, each followed by .asc or .desc; at most 5 of them, each once, separated by commas."}
            """;

        foreach (var (query, error) in new[]
        {
            ("order=", order), ("order=email", order), ("order=email.up", order), ("order=Email.asc", order),
            ("order=password.asc", order), ("order=email.asc.desc", order), ("order=email.asc,email.desc", order),
            ("order=email.asc&order=user_id.asc", order),
            ("order=email.asc,", order),
            ("order=email.asc,user_id.asc,points.asc,username.asc,falls_at.asc,falls_to.asc", order), ("order=email%20.asc", order),
            ("lead_score=lukewarm", """
                {"error":"lead_score accepts hot, warm, cool, cold, repeated or separated by commas."}
                """),
            ("falls_before=tomorrow", """
                {"error":"falls_before accepts one moment, such as 2026-01-31T09:00:00Z, with Z or an offset."}
                """),
            ("falls_before=2026-01-31T09:00:00", """
                {"error":"falls_before accepts one moment, such as 2026-01-31T09:00:00Z, with Z or an offset."}
                """),
            ("search=a&search=b", """
                {"error":"search accepts one text; give it once."}
                """),
            ("lead_score=hot&limit=10", """
                {"error":"There is no parameter limit. The list accepts the parameters lead_score, search, segment, falls_before, as_of, order, columns, format, separator and raw, each of which may be absent, and no other; it holds everybody who matches."}
                """),
            ("leadscore=hot", """
                {"error":"There is no parameter leadscore. The list accepts the parameters lead_score, search, segment, falls_before, as_of, order, columns, format, separator and raw, each of which may be absent, and no other; it holds everybody who matches."}
                """)
        })
        {
            using HttpResponseMessage response = await host.Client.GetAsync($"{ListPath}?{query}");
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal(error, await response.Content.ReadAsStringAsync());
        }

        Assert.Empty(host.Logs.Sql);
    }

    [Fact]
    public async Task Get_WithFormulasAndQuotesInNames_WritesThemAsText()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, $"""
            {ReferenceData.SqliteTables}
            INSERT INTO free_lesson_registrations (user_id, username, first_name, email) VALUES
                (1, '=1+1', '+7 495', '-1'), (2, '@anna', char(9) || 'tab', char(13) || 'return'),
                (3, 'a,b', 'say "hi"', 'two' || char(10) || 'lines'), (4, '''=x', '=HYPERLINK("x","y")', NULL),
                (5, '', ' =x', 'Анна 🔥'), (-6, 'a=b', 'a', 'b');
            """);
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");

        string csv = await host.Client.GetStringAsync($"{ListPath}?order=username.asc");

        Assert.Equal(
            [
                Header,
                "5,,' =x,Анна 🔥,0,0,,cold,,",
                "4,'=x,\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\",,0,0,,cold,,",
                "1,'=1+1,'+7 495,-1,0,0,,cold,,",
                "2,anna,\"'\ttab\",\"'\rreturn\",0,0,,cold,,https://t.me/anna",
                "3,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",0,0,,cold,,",
                "-6,a=b,a,b,0,0,,cold,,",
                ""
            ],
            csv.Split("\r\n"));
    }

    [Fact]
    public async Task Get_WithoutADatabase_FailsLikeTheOtherEndpoint()
    {
        await using ServiceHost host = await ServiceHost.StartAsync("Host=127.0.0.1;Port=1;Username=x;Password=secret");

        using HttpResponseMessage response = await host.Client.GetAsync(ListPath);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("""
            {"error":"Failed to fetch user activity data"}
            """, await response.Content.ReadAsStringAsync());
        Assert.False(response.Headers.Contains("X-Total-Count"));
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Head_OfAList_GetsTheCountAndTheFileName(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        using HttpResponseMessage head =
            await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"{ListPath}?lead_score=hot"));

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(["18"], head.Headers.GetValues("X-Total-Count"));
        Assert.Equal("leads-hot-20250910T150000Z.csv", head.Content.Headers.ContentDisposition?.FileName);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }
}
