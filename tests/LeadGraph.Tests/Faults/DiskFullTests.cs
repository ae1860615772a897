using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using LeadGraph.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Faults;

/// <summary>A disk with no room left, under SQLite: what is there is served, and writing goes on when there is room.</summary>
[Collection(FaultTests.Name)]
public class DiskFullTests
{
    private const string Rest = "/api/user-activity";

    [SmallDiskFact]
    public async Task Demo_OnADiskThatIsFullAtStart_IsMadeOnceThereIsRoom()
    {
        using var disk = new SmallDisk();
        disk.Fill();
        await using ServiceHost host = await StartAsync(disk);

        using (HttpResponseMessage answer = await host.Client.GetAsync(Rest))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.Equal(
                """{"error":"Failed to fetch user activity data"}""", await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/live")).StatusCode);
        disk.Empty();

        await Eventually.UntilAsync(async () => (await host.Client.GetAsync("/health/ready")).IsSuccessStatusCode);
        Assert.NotEqual("[]", await host.Client.GetStringAsync(Rest));
        Assert.Single(host.Logs.All, record => record.Message.StartsWith("The demo data cannot be created: "));
    }

    [SmallDiskFact]
    public async Task Demo_WhoseDiskBecomesFull_IsServedAsItStandsAndGoesOnOnceThereIsRoom()
    {
        using var disk = new SmallDisk();
        await using ServiceHost host = await StartAsync(disk);
        await Eventually.UntilAsync(async () => (await host.Client.GetAsync("/health/ready")).IsSuccessStatusCode);

        disk.Fill();
        await Eventually.UntilAsync(() => host.Logs.All.Any(IsWarning));
        string before = await host.Client.GetStringAsync(Rest + "?limit=10000");
        // Some events are for leads that are read first: two reads later, at least one more was not added.
        int reads = host.Logs.Sql.Count;
        await Eventually.UntilAsync(() => host.Logs.Sql.Count >= reads + 2);
        Assert.Equal(before, await host.Client.GetStringAsync(Rest + "?limit=10000"));
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/ready")).StatusCode);
        disk.Empty();

        await Eventually.UntilAsync(async () => EventsIn(await host.Client.GetStringAsync(Rest)) != EventsIn(before));
        Assert.Single(host.Logs.All, IsWarning);

        static bool IsWarning(LogRecord record) => record.Level == LogLevel.Warning
            && record.Message.StartsWith("No event was added to the demo data: ");
    }

    [SmallDiskFact]
    public async Task File_WithALogOnADiskThatBecomesFull_IsReadAndFollowedOnceThereIsRoom()
    {
        using var disk = new SmallDisk();
        string file = Path.Combine(disk.Folder, "school.db");
        await using var bots = new SqliteConnection($"Data Source={file};Pooling=False");
        bots.Open();
        Execute(bots, $"PRAGMA journal_mode = WAL; {ReferenceData.SqliteTables}");
        Execute(bots, "INSERT INTO free_lesson_registrations (user_id) VALUES (1)");
        await using ServiceHost host = await ServiceHost.StartAsync(
            $"Data Source={file}", ("LeadGraph:MaxLeads", "10000"));

        disk.Fill();
        Assert.Throws<SqliteException>(() =>
        {
            for (int user = 2; user < 10_000; user++)
            {
                Execute(bots, $"INSERT INTO free_lesson_registrations (user_id) VALUES ({user})");
            }
        });
        Assert.NotEqual("[]", await host.Client.GetStringAsync(Rest));
        disk.Empty();

        Execute(bots, "INSERT INTO free_lesson_registrations (user_id) VALUES (10000)");
        Assert.Contains("\"user_id\":10000,", await host.Client.GetStringAsync(Rest + "?limit=10000"));
    }

    private static Task<ServiceHost> StartAsync(SmallDisk disk) => ServiceHost.StartAsync(
        "", ("LeadGraph:Demo:File", Path.Combine(disk.Folder, "demo.db")), ("LeadGraph:Demo:EventEverySeconds", "1"),
        ("LeadGraph:MaxLeads", "10000"));

    private static int EventsIn(string leads)
        => JsonNode.Parse(leads)!.AsArray().Sum(lead => (int)lead!["total_events"]!);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>A fact on a file system of its own, which only root may mount. In CI it must run.</summary>
    private sealed class SmallDiskFactAttribute : FactAttribute
    {
        public SmallDiskFactAttribute() => Skip = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
            || PostgreSqlServer.RunsInCi ? null : "No full disk to be had: only root may mount a small one.";
    }

    /// <summary>A file system of a few megabytes.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private const int Megabytes = 8;

        private readonly string _filler;

        public SmallDisk()
        {
            Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "leadgraph-tests", Folder);
            _filler = Path.Combine(Folder, "filler");
        }

        public string Folder { get; } = TestRun.NewFolder("disk");

        public void Fill()
        {
            using var file = new FileStream(_filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            byte[] block = new byte[4096];
            try
            {
                while (true)
                {
                    file.Write(block);
                }
            }
            catch (IOException)
            {
                // There is no more room, which is what was wanted.
            }
        }

        public void Empty() => File.Delete(_filler);

        public void Dispose() => Run("umount", "--lazy", Folder);

        private static void Run(string program, params string[] arguments)
        {
            using Process process = Process.Start(program, arguments);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
    }
}
