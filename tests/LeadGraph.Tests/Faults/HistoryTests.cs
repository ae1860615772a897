using LeadGraph.Data;
using LeadGraph.Scoring;
using LeadGraph.Tests.Faults.History;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Soak;
using Xunit.Abstractions;

namespace LeadGraph.Tests.Faults;

/// <summary>Whatever fails, every reader of the feed gets each recorded change once and in order.</summary>
[Collection(LoadTests.Name)]
public class HistoryTests(ITestOutputHelper output)
{
    [PrivatePostgreSqlTheory]
    [InlineData(1)]
    [LongTestData(2)]
    [LongTestData(3)]
    [LongTestData(4)]
    [LongTestData(5)]
    [LongTestData(6)]
    public async Task Readers_UnderFaultsOfEverything_ReadWhatWasRecorded(int seed)
    {
        TimeSpan length = TimeSpan.FromSeconds(TestRun.IsLong ? 40 : 15);

        // Each with instances and a server of its own.
        (string Table, IReadOnlyList<string> Problems)[] runs = await Task.WhenAll(
            new HistoryRun(ActivityMode.Live, seed, length).RunAsync(),
            new HistoryRun(ActivityMode.Maintained, seed, length).RunAsync());

        foreach (var (table, _) in runs)
        {
            output.WriteLine(table);
        }

        Assert.Empty(runs.SelectMany(run => run.Problems));
    }

    [PostgreSqlTheory]
    [InlineData(1)]
    [LongTestData(2)]
    [LongTestData(3)]
    [LongTestData(4)]
    public async Task Readers_OfInstancesWhoseClocksAreSet_ReadWhatWasRecorded(int seed)
    {
        TimeSpan length = TimeSpan.FromSeconds(TestRun.IsLong ? 30 : 6);

        (string Table, IReadOnlyList<string> Problems)[] runs = await Task.WhenAll(
            new HistoryClockRun(ActivityMode.Live, seed, length).RunAsync(),
            new HistoryClockRun(ActivityMode.Maintained, seed, length).RunAsync());

        foreach (var (table, _) in runs)
        {
            output.WriteLine(table);
        }

        Assert.Empty(runs.SelectMany(run => run.Problems));
    }

    [PrivatePostgreSqlTheory]
    [InlineData(1)]
    [LongTestData(2)]
    public Task Readers_WhoseServerIsReplacedByItsReplica_ReadWhatWasRecorded(int seed)
        => Task.WhenAll(FailOverAsync(ActivityMode.Live, seed), FailOverAsync(ActivityMode.Maintained, seed));

    [Theory]
    [InlineData(1)]
    [LongTestData(2)]
    [LongTestData(3)]
    public async Task Readers_OfAServiceOverSqliteThatIsKilled_ReadWhatWasRecorded(int seed)
    {
        var random = new Random(seed);
        HistoryDatabase database = await HistoryDatabase.CreateOnSqliteAsync();
        (string, string)[] settings = HistorySettings.Of(database, ActivityMode.Live);
        await RunAsync(database, settings, seed, instances: 1, async instance =>
        {
            for (int i = 0; i < 3; i++)
            {
                await UntilRecordedAsync(database, (await database.RecordedAsync()).Count + random.Next(1, 20));
                await instance.KillAsync();
            }
        });
    }

    [Fact]
    public void Comparison_OfAHistoryThatLacksOrRepeatsOrSwapsAChange_FindsItOut()
    {
        HistoryChange[] recorded =
        [
            .. Enumerable.Range(1, 4).Select(id => new HistoryChange(
                id, UserId: 7, LeadScore.Cold, LeadScore.Cool, "events", DateTime.UnixEpoch.AddSeconds(id)))
        ];
        var (one, two, three, four) = (recorded[0], recorded[1], recorded[2], recorded[3]);

        foreach (HistoryChange[] read in (HistoryChange[][])
            [
                [one, two, four], [one, two, three], [], [one, two, two, three, four], [one, three, two, four],
                [one, two with { Current = LeadScore.Hot }, three, four], [one, two, three, four, four]
            ])
        {
            var report = new SoakReport();
            HistoryCheck.Compare("reader", read, recorded, report);
            Assert.Single(report.Problems);
        }

        var none = new SoakReport();
        HistoryCheck.Compare("reader", recorded, recorded, none);
        Assert.Empty(none.Problems);
    }

    private async Task FailOverAsync(ActivityMode mode, int seed)
    {
        PostgreSqlServer primary = PostgreSqlServer.StartPrivate();
        HistoryDatabase database = await HistoryDatabase.CreateAsync(primary);
        PostgreSqlServer replica = primary.StartReplica();
        // What is committed is on the replica too.
        await PostgreSqlServer.ExecuteAsync(
            database.ConnectionString, "ALTER SYSTEM SET synchronous_standby_names = '*'");
        await PostgreSqlServer.ExecuteAsync(database.ConnectionString, "SELECT pg_reload_conf()");

        (string, string)[] settings =
        [
            .. HistorySettings.Of(database, mode),
            ("ConnectionStrings:LeadGraph", PostgreSqlServer.WithReplica(database.ConnectionString, replica))
        ];
        await RunAsync(database, settings, seed, instances: 2, async _ =>
        {
            await UntilRecordedAsync(database, 10);
            primary.Kill();
            replica.Promote();
            database.MoveTo(replica);
            await UntilRecordedAsync(database, 10 + (await database.RecordedAsync()).Count);
        });
        replica.Stop();
    }

    private static Task UntilRecordedAsync(HistoryDatabase database, int count)
        => Eventually.UntilAsync(async () => (await database.RecordedAsync()).Count >= count);

    // Some instances, writers, a webhook, and readers of each, until all that was to be done to the first is done.
    private async Task RunAsync(
        HistoryDatabase database, (string, string)[] settings, int seed, int instances,
        Func<HistoryInstance, Task> breakAsync)
    {
        var report = new SoakReport();
        await using HistoryReceiver receiver =
            await HistoryReceiver.StartAsync("several", new Random(seed), batch: true);
        (string, string)[] all = [.. settings, .. receiver.Settings];
        await using var first = new HistoryInstance(() => ServiceProcess.StartAsync(all));
        await using var second = new HistoryInstance(() => ServiceProcess.StartAsync(all));
        HistoryInstance[] running = instances == 1 ? [first] : [first, second];
        foreach (HistoryInstance instance in running)
        {
            await instance.StartAsync();
            await Eventually.UntilAsync(instance.IsReadyAsync);
        }

        await Eventually.UntilAsync(() => database.HasBegunAsync(webhooks: 1));
        var check = new HistoryCheck(database, report);
        using CancellationTokenSource reading = new(), writing = new();
        Task readers = check.ReadAsync(
            reading.Token,
            [
                .. running.Select(instance => (IReadOnlyList<Func<HttpClient>>)[() => instance.Client]),
                // And one that moves between them.
                .. instances == 1 ? [] : (IReadOnlyList<Func<HttpClient>>[])[[() => first.Client, () => second.Client]]
            ]);
        // SQLite has one writer at a time, which none may keep waiting for long.
        HistoryWriter[] writers = instances == 1
            ? [new HistoryWriter(database, new Random(1), 1_000, TimeSpan.Zero, report)]
            : HistoryWriter.Several(database, seed, report);
        var writes = Task.WhenAll(writers.Select(writer => Task.Run(() => writer.WriteAsync(writing.Token))));

        await breakAsync(first);
        await writing.CancelAsync();
        await writes;
        await check.EndAsync(writers.Max(writer => writer.LastExit), receiver);
        await reading.CancelAsync();
        await readers;

        output.WriteLine(report.Table([]));
        Assert.Empty(report.Problems);
    }
}
