using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
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
    private const string Memory = "memory";
    private const string Connections = "connections to the database";

    // Half a second from tick to tick, or in memory for a second, and the rest for a machine that is busy.
    private static readonly TimeSpan Staleness = TimeSpan.FromSeconds(8);

    private readonly List<(double Megabytes, double Handles, double Connections)> _samples = [];
    private readonly SoakReport _report = new();

    // Whatever is not so by then, on any machine, will never be.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // The most that the service's pools may hold, that of reads and that of the catalog and the ticks, and how long
    // what is idle stays in them. Npgsql keeps them for five minutes by itself.
    private const int PoolSize = 40 + 8;
    private const string Pool = "Maximum Pool Size=40;Connection Idle Lifetime=5;Connection Pruning Interval=1";

    // What the service keeps when nobody asks: at most one each to listen to ticks, to tick, and to read the catalog.
    private const int IdleConnections = 3;

    // Its heap may not grow beyond it: the process would end. What it holds besides comes on top.
    private const string HeapLimit = "0x18000000";
    private const int MostMegabytes = 700;

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
        await PostgreSqlServer.ExecuteAsync(
            database, await SoakDatabase.TablesAsync() + MaintainedInstallation.InstallScript);
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
        AssertLevels();
        service.Signal("TERM");
        int code = await service.ExitAsync(Eventually.Limit);
        if (code != 0)
        {
            _report.AddProblem("exit", $"the service ended with {code}");
        }
    }

    private async Task<ServiceProcess> StartAsync(string database)
    {
        ServiceProcess service = await ServiceProcess.StartAsync(
        [
            ("ConnectionStrings:LeadGraph", $"{database};{Pool}"), ("DOTNET_GCHeapHardLimit", HeapLimit),
            ("LeadGraph:Activity:Mode", $"{mode}"),
            ("LeadGraph:Activity:RefreshInterval", "00:00:00.5"), ("LeadGraph:Live:Interval", "00:00:00.5"),
            ("LeadGraph:Cache:Seconds", "1"), (ServiceHost.UsualTimeout.Key, ServiceHost.UsualTimeout.Value!),
            // The load comes from one caller, who stands for many.
            ("LeadGraph:Limits:RequestsPerSecond", "1000000"), ("LeadGraph:Limits:BurstRequests", "1000000"),
            ("LeadGraph:Limits:ConcurrentRequestsPerCaller", "10000"),
            ("LeadGraph:Limits:QueuedRequestsPerCaller", "10000"), ("LeadGraph:Limits:DownloadsPerCaller", "10000"),
            ("LeadGraph:Limits:Downloads", "10000"), .. settings
        ]);
        await Eventually.UntilAsync(
            async () => (await service.Client.GetAsync("/health/ready")).IsSuccessStatusCode);
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
            // At a steady rate: a request does not wait for the responses to others.
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
                    long connections = await NumberAsync(database, Sessions("true"));
                    _samples.Add((service.ResidentBytes / 1e6, service.Handles, connections));
                }
                catch (NpgsqlException)
                {
                    // A fault has begun meanwhile.
                }
            }
        }
    }

    // When everything has left the window, everybody who listened knows how it stands, and all have heard the same.
    private async Task EndAsync(SoakDatabase world, List<SoakListener> listeners, string observer)
    {
        await Eventually.UntilAsync(() => DateTime.UtcNow > world.LastExit);
        IReadOnlyDictionary<long, LeadScore> tiers = world.FinalTiers();
        await RequireAsync("lost changes", async () =>
        {
            if (listeners.SelectMany(listener => listener.Mistakes(tiers)).FirstOrDefault() is { } mistake)
            {
                return mistake;
            }

            IReadOnlyList<string> all = mode == ActivityMode.Maintained
                ? await RecordedAsync(observer)
                : listeners.MaxBy(listener => listener.Heard.Count)!.Heard;
            // Who began to listen later, on a machine that is slow, heard the same from then on.
            return listeners.Select(listener => listener.Heard)
                .Where(heard => heard.Count == 0 || !all.TakeLast(heard.Count).SequenceEqual(heard))
                .Select(heard => $"one listener heard {heard.Count} changes, not the last of the {all.Count} there were")
                .FirstOrDefault();
        });
        listeners.ForEach(listener => listener.Dispose());
        await RequireAsync("transactions left open", async () =>
            await NumberAsync(observer, Sessions("state LIKE 'idle in transaction%'")) is > 0 and var open
                ? $"{open} are idle in transaction" : null);
        await RequireAsync("connections not given back", async () =>
            await NumberAsync(observer, Sessions("true")) is > IdleConnections and var held
                ? $"{held} are open while nobody asks" : null);
    }

    // Waits until there is nothing to complain of; a run that has failed already need not wait.
    private async Task RequireAsync(string kind, Func<Task<string?>> complaint)
    {
        DateTime begun = DateTime.UtcNow;
        string? found;
        while ((found = await complaint()) is not null && _report.Problems.Count == 0
            && DateTime.UtcNow - begun < Patience)
        {
            await Task.Delay(200);
        }

        if (found is not null)
        {
            _report.AddProblem(kind, found);
        }
    }

    private static string Sessions(string condition)
        => $"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'LeadGraph' AND {condition}";

    private static async Task<IReadOnlyList<string>> RecordedAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT user_id, previous, current FROM leadgraph.tier_changes ORDER BY id", connection);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
        var changes = new List<string>();
        while (await row.ReadAsync())
        {
            changes.Add(SoakListener.Describe(
                row.GetInt64(0), row.IsDBNull(1) ? null : (LeadScore)row.GetInt32(1), (LeadScore)row.GetInt32(2)));
        }

        return changes;
    }

    private static async Task<long> NumberAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private IEnumerable<(string Name, string Unit, double Early, double Late, double Most)> Levels()
        => _samples.Count < 8 ? [] :
        [
            Level(Memory, "MB", sample => sample.Megabytes), Level("handles", "", sample => sample.Handles),
            Level(Connections, "", sample => sample.Connections)
        ];

    // The second quarter against the last: in the first the service is still filling its pools and caches.
    private (string, string, double, double, double) Level(
        string name, string unit, Func<(double Megabytes, double Handles, double Connections), double> of)
    {
        double[] values = [.. _samples.Select(of)];
        int quarter = values.Length / 4;
        return (name, unit, Median(values[quarter..(2 * quarter)]), Median(values[^quarter..]), values.Max());
    }

    private void AssertLevels()
    {
        foreach (var (name, unit, early, late, most) in Levels())
        {
            double bound = name switch
            {
                Memory => MostMegabytes,
                Connections => PoolSize,
                _ => double.MaxValue
            };
            if (most > bound)
            {
                _report.AddProblem("bounds", $"{name} reached {most:F0} {unit}, of {bound:F0}");
            }

            // Over a short time this tells how busy the machine is, over a long one that something leaks.
            if (!IsShort && late > (1.25 * early) + (name == Memory ? 32 : 20))
            {
                _report.AddProblem("leaks", $"{name} went from {early:F0} to {late:F0}");
            }
        }
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
