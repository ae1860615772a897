using System.Net;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;
using static LeadGraph.Tests.Campaigns.CampaignLists;

namespace LeadGraph.Tests.Campaigns;

/// <summary>How a campaign list is sent: in one snapshot, as it is read, without holding up anybody.</summary>
public class CampaignStreamTests
{
    [PostgreSqlFact]
    public async Task Get_WithManyLeads_ListsAllOfThem()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(await NewDatabaseAsync(leads: 50_000));

        using HttpResponseMessage response = await host.Client.GetAsync($"{ListPath}?order=user_id.asc");

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
            await host.Client.GetAsync(ListPath, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        // The client does not read the response, so most of it is unsent.
        await PostgreSqlServer.ExecuteAsync(database, """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """);

        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
        Assert.Equal(
            ["A CSV download of 400000 leads was not sent completely."],
            host.Logs.All.Where(record => record.Exception is not null).Select(record => record.Message));
    }

    [PrivatePostgreSqlFact]
    public async Task Get_WhenTheServerHangsHalfway_ClosesTheConnectionByTheTimeout()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        string database = await server.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            INSERT INTO free_lesson_registrations (user_id, first_name)
            SELECT n, repeat('name', 200) FROM generate_series(1, 80000) n;
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, ("LeadGraph:Limits:ExecutionTimeout", "00:00:10"));
        using HttpResponseMessage response =
            await host.Client.GetAsync(ListPath, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        // The client has not read the response, so the server has most of it.
        using (server.Pause())
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
            await host.Logs.WaitForAsync(LogLevel.Error, "A CSV download of 80000 leads was not sent completely.");
            LogRecord logged = Assert.Single(host.Logs.All, record => record.Level >= LogLevel.Error);
            Assert.Contains("TimeoutException: The database did not respond within 10 seconds.", logged.Message);
        }

        server.Stop();
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
            using HttpResponseMessage response = await host.Client.GetAsync(ListPath);
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
            await host.Client.GetAsync($"{ListPath}?order=user_id.asc", HttpCompletionOption.ResponseHeadersRead);
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
        using HttpResponseMessage after = await host.Client.GetAsync(ListPath);
        Assert.Equal(["0"], after.Headers.GetValues("X-Total-Count"));
    }

    [Fact]
    public async Task Get_OverSqliteWithoutWriteAheadLog_DoesNotBlockWriters()
    {
        string file = NewSqliteFile(leads: 200_000, "PRAGMA journal_mode = DELETE;");
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");

        using HttpResponseMessage response =
            await host.Client.GetAsync(ListPath, HttpCompletionOption.ResponseHeadersRead);
        // The client does not read the response. The driver would wait 30 s for the lock and fail.
        ReferenceData.ExecuteSqlite(file, "INSERT INTO free_lesson_registrations (user_id) VALUES (1000000)");

        Assert.Equal(200_000, (await RowsAsync(response)).Length);
    }

    [ReferenceTheory, OnSqlite]
    public async Task Get_WithAcceptEncodingGzip_IsCompressed(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        using var request = new HttpRequestMessage(HttpMethod.Get, ListPath);
        request.Headers.Add("Accept-Encoding", "gzip");

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal(["220"], response.Headers.GetValues("X-Total-Count"));
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
}
