using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Soak;

/// <summary>
/// The service as a process over a real PostgreSQL, asked by every way at a steady rate while the data change and
/// faults befall the database. Every answer is compared with an independent recount.
/// </summary>
/// <param name="mode">The service's mode.</param>
/// <param name="length">How long to go on.</param>
/// <param name="rate">Requests a second.</param>
/// <param name="settings">Further settings of the service.</param>
public sealed class SoakRun(
    ActivityMode mode, TimeSpan length, int rate, params (string Key, string Value)[] settings)
{
    private const string Subscription = "subscription { onLeadScoreChanged { userId previous current } }";
    private const int SseListeners = 6;
    private const int SocketListeners = 4;

    // Half a second from tick to tick, or in memory for a second, and the rest for a machine that is busy.
    private static readonly TimeSpan Staleness = TimeSpan.FromSeconds(8);

    private readonly List<(double Megabytes, double Handles, double Connections)> _samples = [];
    private readonly SoakReport _report = new();

    private bool IsShort => length < TimeSpan.FromMinutes(5);

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

        return (_report.Table(Levels()), _report.Problems);
    }

    private async Task RunAsync(PostgreSqlServer server)
    {
        string database = await server.CreateDatabaseAsync();
        string tables = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "src/LeadGraph/Data/PostgreSql/tables.sql"));
        await PostgreSqlServer.ExecuteAsync(database, tables + MaintainedInstallation.InstallScript);
        var world = new SoakDatabase(
            database, TimeSpan.FromSeconds(IsShort ? 3 : 5), TimeSpan.FromSeconds(IsShort ? 8 : 60));
        await world.FillAsync();
        await using ServiceProcess service = await StartAsync(database);
        var callers = new SoakCallers(service.Client, world, Staleness, _report);
        // Connections of the soak's own would be as broken after a fault as the service's.
        string observer = new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString;
        var faults = new SoakFaults(server, observer, () => IsBackAsync(callers, service), _report);
        callers.Faults = faults;
        List<SoakListener> listeners = await ListenAsync(service);

        using var stop = new CancellationTokenSource(length);
        Task[] work =
        [
            Task.Run(() => world.WriteAsync(TimeSpan.FromMilliseconds(200), stop.Token)),
            Task.Run(() => faults.BreakAsync(TimeSpan.FromSeconds(IsShort ? 4 : 30), stop.Token)),
            Task.Run(() => SampleAsync(service, observer, faults, stop.Token)),
            Task.Run(() => AskAsync(callers, stop.Token))
        ];
        await Task.WhenAll(work);
        await EndAsync(world, listeners, observer);
        _report.Count("transactions", world.Version);
        _report.Count("transactions whose end had to be looked up", world.InDoubt);
        _report.Count("seconds within faults", (int)faults.Total.TotalSeconds);
        AssertLevel();
        service.Signal("TERM");
        int code = await service.ExitAsync(TimeSpan.FromSeconds(30));
        if (code != 0)
        {
            _report.AddProblem("exit", $"the service ended with {code}");
        }
    }

    private async Task<ServiceProcess> StartAsync(string database)
    {
        ServiceProcess service = await ServiceProcess.StartAsync(
        [
            ("ConnectionStrings:LeadGraph", database), ("LeadGraph:Activity:Mode", $"{mode}"),
            ("LeadGraph:Activity:RefreshInterval", "00:00:00.5"), ("LeadGraph:Live:Interval", "00:00:00.5"),
            ("LeadGraph:Cache:Seconds", "1"),
            // The load comes from one caller, who stands for many.
            ("LeadGraph:Limits:RequestsPerSecond", "1000000"), ("LeadGraph:Limits:BurstRequests", "1000000"),
            ("LeadGraph:Limits:ConcurrentRequestsPerCaller", "10000"),
            ("LeadGraph:Limits:QueuedRequestsPerCaller", "10000"), ("LeadGraph:Limits:DownloadsPerCaller", "10000"),
            ("LeadGraph:Limits:Downloads", "10000"), .. settings
        ]);
        DateTime started = DateTime.UtcNow;
        while (!(await service.Client.GetAsync("/health/ready")).IsSuccessStatusCode)
        {
            if (DateTime.UtcNow - started > TimeSpan.FromMinutes(1))
            {
                throw new InvalidOperationException("The service does not become ready.");
            }

            await Task.Delay(100);
        }

        return service;
    }

    private async Task<List<SoakListener>> ListenAsync(ServiceProcess service)
    {
        var listeners = new List<SoakListener>();
        for (int i = 0; i < SseListeners + SocketListeners; i++)
        {
            var listener = new SoakListener($"listener {i}", _report);
            listeners.Add(listener);
            await (i < SseListeners
                ? listener.ListenBySseAsync(service.Client, Subscription)
                : listener.ListenBySocketAsync(service.Address, Subscription));
        }

        // Until all have what they compare with.
        await Task.Delay(TimeSpan.FromSeconds(2));
        return listeners;
    }

    private async Task AskAsync(SoakCallers callers, CancellationToken stop)
    {
        var asked = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
        for (int turn = 0; !stop.IsCancellationRequested; turn++)
        {
            // At a steady rate: whoever asks does not wait for others' answers.
            int mine = turn;
            asked.Add(Task.Run(() => callers.AskAsync(mine), CancellationToken.None));
            asked.RemoveAll(task => task.IsCompletedSuccessfully);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        await Task.WhenAll(asked);
    }

    private static async Task<bool> IsBackAsync(SoakCallers callers, ServiceProcess service)
    {
        bool[] right = await Task.WhenAll(Enumerable.Range(0, 3).Select(callers.AskAsync));
        using HttpResponseMessage ready = await service.Client.GetAsync("/health/ready");
        return right.All(answer => answer) && ready.IsSuccessStatusCode;
    }

    // Handles and connections are compared when nothing is wrong: broken ones take their time to end.
    private async Task SampleAsync(
        ServiceProcess service, string database, SoakFaults faults, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (faults.Touching(DateTime.UtcNow, DateTime.UtcNow) is null)
            {
                try
                {
                    _samples.Add((service.ResidentBytes / 1e6, service.Handles, await ConnectionsAsync(database)));
                }
                catch (NpgsqlException)
                {
                    // A fault has begun meanwhile.
                }
            }
        }
    }

    private static async Task<double> ConnectionsAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'LeadGraph'", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    // When everything has left the window, everybody who listened knows how it stands, and all have heard the same.
    private async Task EndAsync(SoakDatabase world, List<SoakListener> listeners, string database)
    {
        TimeSpan rest = world.LastExit - DateTime.UtcNow + TimeSpan.FromSeconds(5);
        await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        foreach (SoakListener listener in listeners)
        {
            listener.AssertKnows(world.FinalTiers());
            if (!listener.Heard.SequenceEqual(listeners[0].Heard))
            {
                _report.AddProblem("wrong changes", $"{listener.Heard.Count} changes were heard by one listener, "
                    + $"{listeners[0].Heard.Count} by the first, or in another order");
            }

            listener.Dispose();
        }

        if (mode == ActivityMode.Maintained)
        {
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT count(*) FROM leadgraph.tier_changes", connection);
            long recorded = (long)(await command.ExecuteScalarAsync())!;
            if (recorded != listeners[0].Heard.Count)
            {
                _report.AddProblem(
                    "wrong changes", $"{recorded} were recorded and {listeners[0].Heard.Count} were heard");
            }
        }
    }

    private IEnumerable<(string Name, string Unit, double Early, double Late, double Most)> Levels()
        => _samples.Count < 8 ? [] :
        [
            Level("memory", "MB", sample => sample.Megabytes), Level("handles", "", sample => sample.Handles),
            Level("connections to the database", "", sample => sample.Connections)
        ];

    // The second quarter against the last: in the first the service is still filling its pools and caches.
    private (string, string, double, double, double) Level(
        string name, string unit, Func<(double Megabytes, double Handles, double Connections), double> of)
    {
        double[] values = [.. _samples.Select(of)];
        int quarter = values.Length / 4;
        return (name, unit, Median(values[quarter..(2 * quarter)]), Median(values[^quarter..]), values.Max());
    }

    private void AssertLevel()
    {
        if (_samples.Count < 8)
        {
            _report.AddProblem("levels", $"there are {_samples.Count} samples outside faults, too few to compare");
        }

        foreach (var (name, _, early, late, _) in Levels())
        {
            double allowed = name == "memory" ? (1.25 * early) + (IsShort ? 96 : 32) : (1.25 * early) + 20;
            if (late > allowed)
            {
                _report.AddProblem("leaks", $"{name} went from {early:F0} to {late:F0}");
            }
        }
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
