using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Soak;
using Microsoft.Extensions.DependencyInjection;

namespace LeadGraph.Tests.Faults.History;

/// <summary>
/// Two instances over one PostgreSQL whose clocks differ and are set, forwards by seconds and backwards by up to an
/// hour, while random writers write: no change is lost, none comes twice, and time does not go back.
/// </summary>
/// <param name="mode">The mode of the instances.</param>
/// <param name="seed">What to write, how to set clocks, and how receivers fail.</param>
/// <param name="length">How long to write and to set clocks.</param>
internal sealed class HistoryClockRun(ActivityMode mode, int seed, TimeSpan length)
{
    // What is ahead has to be made up for, so it is little.
    private static readonly TimeSpan[] Offsets =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(-1),
        TimeSpan.FromSeconds(-5), TimeSpan.FromMinutes(-40)
    ];

    private readonly SoakReport _report = new();

    /// <summary>Runs it.</summary>
    /// <returns>The figures, and what must not have been.</returns>
    public async Task<(string Table, IReadOnlyList<string> Problems)> RunAsync()
    {
        HistoryDatabase database = await HistoryDatabase.CreateAsync(PostgreSqlServer.Shared);
        SteppingClock[] clocks = [new(), new()];
        await using HistoryReceiver receiver =
            await HistoryReceiver.StartAsync("several", new Random(seed), batch: true);
        (string, string?)[] settings =
        [
            .. HistorySettings.Of(database, mode).Concat(receiver.Settings)
                .Select(setting => (setting.Key, (string?)setting.Value)),
            ("LeadGraph:Limits:ExecutionTimeout", "00:05:00"), (ServiceHost.SqlLevel, "Warning")
        ];
        await using ServiceHost first = await StartAsync(clocks[0]), second = await StartAsync(clocks[1]);
        await first.UntilReadyAsync();
        await second.UntilReadyAsync();
        await Eventually.UntilAsync(() => database.HasBegunAsync(webhooks: 1));

        var check = new HistoryCheck(database, _report);
        using var reading = new CancellationTokenSource();
        Task readers = check.ReadAsync(
            reading.Token, [() => first.Client], [() => second.Client], [() => first.Client, () => second.Client]);
        HistoryWriter[] writers = HistoryWriter.Several(database, seed, _report);
        using (var writing = new CancellationTokenSource(length))
        {
            await Task.WhenAll([
                SetAsync(clocks, writing.Token),
                .. writers.Select(writer => Task.Run(() => writer.WriteAsync(writing.Token)))
            ]);
        }

        await check.EndAsync(writers.Max(writer => writer.LastExit), receiver);
        await reading.CancelAsync();
        await readers;
        return ($"{mode} by clocks that are set, seed {seed}\n{_report.Table([])}",
            [.. _report.Problems.Select(problem => $"{mode}, seed {seed}: {problem}")]);

        Task<ServiceHost> StartAsync(SteppingClock clock) => ServiceHost.StartAsync(
            database.ConnectionString, services => services.AddSingleton<TimeProvider>(clock), settings);
    }

    // Leaves them right.
    private async Task SetAsync(SteppingClock[] clocks, CancellationToken stop)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            clocks[random.Next(clocks.Length)].Offset = Offsets[random.Next(Offsets.Length)];
            _report.Count("clocks set");
            await Task.Delay(random.Next(100, 700), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach (SteppingClock clock in clocks)
        {
            clock.Offset = TimeSpan.Zero;
        }
    }
}
