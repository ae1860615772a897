using System.Net;
using System.Net.Sockets;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Limits;

/// <summary>Downloads whose clients stop reading after the first bytes.</summary>
public class DownloadLimitTests
{
    private const string List = "/api/user-activity.csv";

    [Fact]
    public async Task UnreadDownloads_OfACaller_BlockOnlyItsFurtherDownloads()
    {
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={NewDatabase("WAL")}");
        var unread = new List<TcpClient>();
        for (int i = 0; i < 8; i++)
        {
            unread.Add(await BeginAsync(host.Client.BaseAddress!));
        }

        using HttpResponseMessage ninth = await host.Client.GetAsync(List, HttpCompletionOption.ResponseHeadersRead);
        string leads = await host.Client.GetStringAsync("/api/user-activity?limit=1");
        unread.ForEach(download => download.Dispose());

        Assert.Equal(HttpStatusCode.TooManyRequests, ninth.StatusCode);
        Assert.Equal(["1"], ninth.Headers.GetValues("Retry-After"));
        Assert.StartsWith("[{\"user_id\":1,", leads);
        // The service notices the closed connections a moment later.
        await Eventually.UntilAsync(async () => await StatusAsync() == HttpStatusCode.OK);

        async Task<HttpStatusCode> StatusAsync()
        {
            using HttpResponseMessage again =
                await host.Client.GetAsync(List, HttpCompletionOption.ResponseHeadersRead);
            return again.StatusCode;
        }
    }

    [Fact]
    public async Task UnreadDownload_WhenTheServiceIsKilled_LeavesNoTemporaryFile()
    {
        string folder = TestRun.NewFolder("temporary");
        await using ServiceProcess service = await ServiceProcess.StartAsync(
            ("ConnectionStrings:LeadGraph", $"Data Source={NewDatabase("DELETE")}"), ("TMPDIR", folder));
        // All rows are in the temporary file now, and most of them are unsent.
        using TcpClient unread = await BeginAsync(service.Address);

        string[] before = Directory.GetFiles(folder, "leadgraph-*");
        service.Signal("KILL");
        await service.ExitAsync(TimeSpan.FromMinutes(1));

        Assert.Empty(before);
        Assert.Empty(Directory.GetFiles(folder, "leadgraph-*"));
    }

    // About 20 MB: more than the socket buffers hold.
    private static string NewDatabase(string journal)
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, $"""
            PRAGMA journal_mode = {journal};
            {ReferenceData.SqliteTables}
            WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 50000)
            INSERT INTO free_lesson_registrations (user_id, email) SELECT id, printf('%.*c', 400, 'x') FROM n;
            """);
        return file;
    }

    private static async Task<TcpClient> BeginAsync(Uri service)
    {
        var client = new TcpClient { ReceiveBufferSize = 65_536 };
        await client.ConnectAsync(service.Host, service.Port);
        await client.GetStream().WriteAsync(
            "GET /api/user-activity.csv HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        byte[] chunk = new byte[12];
        await client.GetStream().ReadExactlyAsync(chunk);
        Assert.Equal("HTTP/1.1 200"u8.ToArray(), chunk);
        return client;
    }
}
