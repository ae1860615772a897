using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Soak;
using Npgsql;

namespace LeadGraph.Tests.Faults.History;

/// <summary>
/// Two instances over one PostgreSQL, random writers, and faults of both: in the end every reader has read what the
/// store has recorded, in that order, and every webhook was told so.
/// </summary>
/// <param name="mode">The mode of the instances.</param>
/// <param name="seed">What to write, what to break, and how receivers fail.</param>
/// <param name="length">How long to write and to break.</param>
internal sealed class HistoryRun(ActivityMode mode, int seed, TimeSpan length)
{
    private readonly SoakReport _report = new();

    /// <summary>Runs it.</summary>
    /// <returns>The figures, and what must not have been.</returns>
    public async Task<(string Table, IReadOnlyList<string> Problems)> RunAsync()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        try
        {
            await RunAsync(server);
        }
        finally
        {
            server.Stop();
        }

        return ($"{mode}, seed {seed}\n{_report.Table([])}",
            [.. _report.Problems.Select(problem => $"{mode}, seed {seed}: {problem}")]);
    }

    private async Task RunAsync(PostgreSqlServer server)
    {
        HistoryDatabase database = await HistoryDatabase.CreateAsync(server);
        await using HistoryReceiver each = await HistoryReceiver.StartAsync("each", new Random(seed), batch: false),
            several = await HistoryReceiver.StartAsync("several", new Random(seed + 1), batch: true);
        (string, string)[] settings =
        [
            .. HistorySettings.Of(database, mode), .. each.Settings, .. several.Settings
        ];
        await using var first = new HistoryInstance(() => ServiceProcess.StartAsync(settings));
        await using var second = new HistoryInstance(() => ServiceProcess.StartAsync(settings));
        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        await Eventually.UntilAsync(async () => await first.IsReadyAsync() && await second.IsReadyAsync());
        await Eventually.UntilAsync(() => database.HasBegunAsync(webhooks: 2));

        var checks = new HistoryCheck(database, _report);
        using var reading = new CancellationTokenSource();
        Task readers = checks.ReadAsync(
            reading.Token, [() => first.Client], [() => second.Client], [() => first.Client, () => second.Client]);
        HistoryWriter[] writers = HistoryWriter.Several(database, seed, _report);
        using (var writing = new CancellationTokenSource(length))
        {
            string observer = new NpgsqlConnectionStringBuilder(database.ConnectionString)
            {
                Pooling = false
            }.ConnectionString;
            var faults = new SoakFaults(
                server, observer,
                async () => await first.IsReadyAsync() && await second.IsReadyAsync(), _report, new Random(seed),
                ("first instance killed", first.KillAsync), ("second instance killed", second.KillAsync),
                ("both instances killed", () => Task.WhenAll(first.KillAsync(), second.KillAsync())),
                ("first instance frozen", () => first.FreezeAsync(SoakFaults.Length)),
                ("second instance frozen", () => second.FreezeAsync(SoakFaults.Length)));
            await Task.WhenAll([
                Task.Run(() => faults.BreakAsync(TimeSpan.FromMilliseconds(500), writing.Token)),
                .. writers.Select(writer => Task.Run(() => writer.WriteAsync(writing.Token)))
            ]);
        }

        await checks.EndAsync(writers.Max(writer => writer.LastExit), [each, several]);
        await reading.CancelAsync();
        await readers;
    }
}
