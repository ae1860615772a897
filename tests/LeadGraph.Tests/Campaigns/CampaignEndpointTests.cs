using System.Net;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Campaigns;

public class CampaignEndpointTests
{
    private const string Path = "/api/user-activity.csv";
    private const string Header =
        "user_id,username,first_name,email,total_events,active_days,last_activity,lead_score,registered_at";

    private static readonly string[] Fields = Header.Split(',');

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Get_WithoutParameters_ListsAllLeadsMostActiveFirst(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        using HttpResponseMessage response = await host.Client.GetAsync(Path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/csv; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment; filename=leads-all-20250910T150000Z.csv",
            response.Content.Headers.ContentDisposition?.ToString());
        Assert.Equal(["220"], response.Headers.GetValues("X-Total-Count"));
        string csv = await response.Content.ReadAsStringAsync();
        Assert.StartsWith($"{Header}\r\n", csv, StringComparison.Ordinal);
        Assert.Contains("""
            3009,Вайб,Анна,anna@example.com,11,4,2025-09-10T00:15:00.009Z,warm,2025-09-02T06:00:00.000Z
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

        using HttpResponseMessage tiers = await host.Client.GetAsync($"{Path}?lead_score=warm,HOT");
        using HttpResponseMessage text = await host.Client.GetAsync($"{Path}?lead_score=warm&search=анна");
        using HttpResponseMessage nobody = await host.Client.GetAsync($"{Path}?search=%25%25%25");

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
                    await sqlite.Client.GetByteArrayAsync(Path + query),
                    await other.Client.GetByteArrayAsync(Path + query));
            }
        }
    }

    [ReferenceTheory, OnSqlite]
    public async Task Get_WithAnInvalidValue_Gets400WithTheAcceptedValues(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        const string order = """
            {"error":"order accepts one of user_id, username, first_name, email, total_events, active_days, last_activity, lead_score, registered_at, followed by .asc or .desc."}
            """;

        foreach (var (query, error) in new[]
        {
            ("order=", order), ("order=email", order), ("order=email.up", order), ("order=Email.asc", order),
            ("order=password.asc", order), ("order=email.asc.desc", order), ("order=email.asc,user_id.asc", order),
            ("order=email.asc&order=email.asc", order), ("order=email%20.asc", order),
            ("lead_score=lukewarm", """
                {"error":"lead_score accepts hot, warm, cool, cold, repeated or separated by commas."}
                """),
            ("search=a&search=b", """
                {"error":"search accepts one text; give it once."}
                """),
            ("lead_score=hot&limit=10", """
                {"error":"There is no parameter limit. The list accepts the parameters lead_score, search and order, each of which may be absent, and no other; it holds everybody who matches."}
                """),
            ("leadscore=hot", """
                {"error":"There is no parameter leadscore. The list accepts the parameters lead_score, search and order, each of which may be absent, and no other; it holds everybody who matches."}
                """)
        })
        {
            using HttpResponseMessage response = await host.Client.GetAsync($"{Path}?{query}");
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

        string csv = await host.Client.GetStringAsync($"{Path}?order=username.asc");

        Assert.Equal(
            [
                Header,
                "5,,' =x,Анна 🔥,0,0,,cold,",
                "4,'=x,\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\",,0,0,,cold,",
                "1,'=1+1,'+7 495,'-1,0,0,,cold,",
                "2,'@anna,\"'\ttab\",\"'\rreturn\",0,0,,cold,",
                "3,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",0,0,,cold,",
                "'-6,a=b,a,b,0,0,,cold,",
                ""
            ],
            csv.Split("\r\n"));
    }

    [PostgreSqlFact]
    public async Task Get_WithManyLeads_ListsAllOfThem()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(await NewDatabaseAsync(leads: 50_000));

        using HttpResponseMessage response = await host.Client.GetAsync($"{Path}?order=user_id.asc");

        Assert.Equal(["50000"], response.Headers.GetValues("X-Total-Count"));
        Assert.Equal(
            Enumerable.Range(1, 50_000).Select(id => $"{id}"), (await RowsAsync(response)).Select(row => row[0]));
    }

    [PostgreSqlFact]
    public async Task Get_WhenTheDatabaseFailsHalfway_ClosesTheConnectionAndLogsOnce()
    {
        string database = await NewDatabaseAsync(leads: 400_000);
        await using ServiceHost host = await ServiceHost.StartAsync(database);
        using HttpResponseMessage response =
            await host.Client.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        // The client does not read the response, so most of it is unsent.
        await PostgreSqlServer.ExecuteAsync(database, """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """);

        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
        Assert.Equal(
            ["A list of 400000 leads was not sent completely."],
            host.Logs.All.Where(record => record.Exception is not null).Select(record => record.Message));
    }

    [Theory]
    [OnSqlite, OnPostgreSql]
    public async Task Get_DuringWrites_ListsAsManyLeadsAsItCounts(DatabaseProvider provider)
    {
        Func<string, Task> write;
        string connection;
        if (provider == DatabaseProvider.Sqlite)
        {
            string file = NewSqliteFile(leads: 2_000, "PRAGMA journal_mode = WAL;");
            connection = $"Data Source={file}";
            write = sql => Task.Run(() => ReferenceData.ExecuteSqlite(file, sql));
        }
        else
        {
            connection = await NewDatabaseAsync(leads: 2_000);
            write = sql => PostgreSqlServer.ExecuteAsync(connection, sql);
        }

        await using ServiceHost host = await ServiceHost.StartAsync(connection);
        using var ending = new CancellationTokenSource();
        int written = 0;
        Task writing = Task.Run(async () =>
        {
            for (int id = 1_000_000; !ending.IsCancellationRequested; id++)
            {
                await write($"INSERT INTO free_lesson_registrations (user_id) VALUES ({id})");
                Interlocked.Increment(ref written);
            }
        });

        var totals = new HashSet<int>();
        for (int before = 0; totals.Count < 5; before = Volatile.Read(ref written))
        {
            // Each list is requested when there are more leads than before.
            SpinWait.SpinUntil(() => writing.IsCompleted || Volatile.Read(ref written) > before);
            Assert.False(writing.IsCompleted);
            using HttpResponseMessage response = await host.Client.GetAsync(Path);
            int total = int.Parse(Assert.Single(response.Headers.GetValues("X-Total-Count")));
            Assert.Equal(total, (await RowsAsync(response)).Length);
            totals.Add(total);
        }

        await ending.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task Get_OverSqlite_SendsTheFirstLinesBeforeReadingTheLast()
    {
        string file = NewSqliteFile(leads: 200_000, "PRAGMA journal_mode = WAL;");
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");
        using HttpResponseMessage response =
            await host.Client.GetAsync($"{Path}?order=user_id.asc", HttpCompletionOption.ResponseHeadersRead);
        using var body = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal(Header, await body.ReadLineAsync());

        // The list is still being sent, and contains the leads at its start.
        ReferenceData.ExecuteSqlite(file, "DELETE FROM free_lesson_registrations");

        int lines = 0;
        while (await body.ReadLineAsync() is not null)
        {
            lines++;
        }

        Assert.Equal(200_000, lines);
        using HttpResponseMessage after = await host.Client.GetAsync(Path);
        Assert.Equal(["0"], after.Headers.GetValues("X-Total-Count"));
    }

    [Fact]
    public async Task Get_OverSqliteWithoutWriteAheadLog_DoesNotBlockWriters()
    {
        string file = NewSqliteFile(leads: 200_000, "PRAGMA journal_mode = DELETE;");
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");

        using HttpResponseMessage response =
            await host.Client.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead);
        // The client does not read the response. The driver would wait 30 s for the lock and fail.
        ReferenceData.ExecuteSqlite(file, "INSERT INTO free_lesson_registrations (user_id) VALUES (1000000)");

        Assert.Equal(200_000, (await RowsAsync(response)).Length);
    }

    [ReferenceTheory, OnSqlite]
    public async Task Get_WithAcceptEncodingGzip_IsCompressed(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Add("Accept-Encoding", "gzip");

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal(["220"], response.Headers.GetValues("X-Total-Count"));
    }

    [Fact]
    public async Task Get_WithoutADatabase_FailsLikeTheOtherEndpoint()
    {
        await using ServiceHost host = await ServiceHost.StartAsync("Host=127.0.0.1;Port=1;Username=x;Password=secret");

        using HttpResponseMessage response = await host.Client.GetAsync(Path);

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
            await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"{Path}?lead_score=hot"));

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(["18"], head.Headers.GetValues("X-Total-Count"));
        Assert.Equal("leads-hot-20250910T150000Z.csv", head.Content.Headers.ContentDisposition?.FileName);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    private static string NewSqliteFile(int leads, string settings)
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, $"""
            {settings}
            {ReferenceData.SqliteTables}
            WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < {leads})
            INSERT INTO free_lesson_registrations (user_id, username, email)
            SELECT id, 'user' || id, 'user' || id || '@example.com' FROM n;
            """);
        return file;
    }

    private static async Task<string> NewDatabaseAsync(int leads)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            INSERT INTO free_lesson_registrations (user_id, username, email)
            SELECT n, 'user' || n, 'user' || n || '@example.com' FROM generate_series(1, {leads}) n;
            """);
        return database;
    }

    private static async Task<string?[][]> RowsAsync(ServiceHost host, string query)
        => [.. ReferenceData.ParseCsv(await host.Client.GetStringAsync(Path + query)).Skip(1)];

    private static async Task<string?[][]> RowsAsync(HttpResponseMessage response)
        => [.. ReferenceData.ParseCsv(await response.Content.ReadAsStringAsync()).Skip(1)];
}
