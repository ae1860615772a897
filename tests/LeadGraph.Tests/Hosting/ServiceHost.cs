using LeadGraph.Data;
using LeadGraph.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Hosting;

/// <summary>The real service on a port of its own, at a clock that stands still.</summary>
public sealed class ServiceHost : IAsyncDisposable
{
    /// <summary>The setting that has the SQL logged, as tests have it and the service by itself does not.</summary>
    public const string SqlLevel = "Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command";

    /// <summary>The execution timeout of a service as it comes, for tests that are about it.</summary>
    public static readonly (string Key, string? Value) UsualTimeout =
        ("LeadGraph:Limits:ExecutionTimeout", $"{new LimitOptions().ExecutionTimeout}");

    /// <summary>Compiles the usual queries before the service is ready, as it does outside tests.</summary>
    public static readonly (string Key, string? Value) Warmup = ("Warmup", "true");

    private readonly WebApplication _app;

    private ServiceHost(WebApplication app, FixedClock clock, LogRecords logs)
    {
        _app = app;
        Clock = clock;
        Logs = logs;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = Eventually.Limit };
    }

    public HttpClient Client { get; }

    public FixedClock Clock { get; }

    public LogRecords Logs { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts the service.</summary>
    /// <param name="connectionString">The database to read.</param>
    /// <param name="settings">Further configuration; without <c>Urls</c> in it the port is any that is free.</param>
    public static Task<ServiceHost> StartAsync(
        string connectionString, params (string Key, string? Value)[] settings)
        => StartAsync(connectionString, _ => { }, settings);

    /// <summary>Starts the service, of which a part behaves as no setting has it behave.</summary>
    /// <param name="connectionString">The database to read.</param>
    /// <param name="change">Changes that part.</param>
    /// <param name="settings">Further configuration; without <c>Urls</c> in it the port is any that is free.</param>
    public static async Task<ServiceHost> StartAsync(
        string connectionString, Action<IServiceCollection> change, params (string Key, string? Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        var configuration = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings:LeadGraph"] = connectionString,
            ["LeadGraph:Demo:Enabled"] = connectionString == "" ? "true" : null,
            // Tests ask for what the database holds now, unless they are about answers kept.
            ["LeadGraph:Cache:Seconds"] = "0",
            // Checks of the tables are statements that no test asked for, unless it is about them.
            ["LeadGraph:DataHealth:Interval"] = "00:00:00",
            // Comparisons of tiers are, too, and they take turns with the ticks of a test.
            ["LeadGraph:Store"] = "None",
            // What a first request takes on a busy machine is what few of them are about.
            ["LeadGraph:Limits:ExecutionTimeout"] = "00:00:30",
            [SqlLevel] = "Information"
        };
        foreach (var (key, value) in settings)
        {
            configuration[key] = value;
        }

        builder.Configuration.AddInMemoryCollection(configuration);
        var clock = new FixedClock();
        var logs = new LogRecords();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddLeadGraph();
        if (builder.Configuration[Warmup.Key] is null)
        {
            // Most tests send other queries, so each host would compile some for nothing.
            builder.Services.AddSingleton<IQueryWarmup, NoWarmup>();
        }

        change(builder.Services);
        WebApplication app = builder.Build().MapLeadGraph();
        await app.StartAsync();
        return new ServiceHost(app, clock, logs);
    }

    /// <summary>Starts the service over the reference data.</summary>
    public static async Task<ServiceHost> StartOverReferenceAsync(
        DatabaseProvider provider, params (string Key, string? Value)[] settings)
        => await StartAsync(await ReferenceData.DatabaseAsync(provider), settings);

    /// <summary>Starts the service over the sample data, which are always at hand.</summary>
    public static async Task<ServiceHost> StartOverSampleAsync(
        DatabaseProvider provider, params (string Key, string? Value)[] settings)
        => await StartAsync(await SampleData.DatabaseAsync(provider), settings);

    /// <summary>Uses a context as a request would, once the catalog is read.</summary>
    public async Task<T> WithDatabaseAsync<T>(Func<LeadGraphDbContext, Task<T>> use)
    {
        var database = Services.GetRequiredService<LeadDatabase>();
        await database.EnsureCatalogAsync(CancellationToken.None);
        await using LeadGraphDbContext db = database.CreateContext();
        return await use(db);
    }

    /// <summary>Waits until the service says that it is ready, as Maintained mode is after its first tick.</summary>
    public async Task UntilReadyAsync()
    {
        await Eventually.UntilAsync(async () =>
        {
            using HttpResponseMessage ready = await Client.GetAsync("/health/ready");
            return ready.IsSuccessStatusCode;
        });
    }

    /// <summary>
    /// Waits until the monitor has compared tiers from now on, while nothing else reads: a move after that is noticed.
    /// </summary>
    public Task UntilTiersAreComparedAsync()
    {
        // The first read may have begun before, and the second has begun when the first is compared.
        int before = Logs.Sql.Count;
        return Eventually.UntilAsync(() => Logs.Sql.Count >= before + 2);
    }

    /// <summary>Waits until no request, message or subscription takes memory.</summary>
    public Task UntilMemoryIsReleasedAsync()
    {
        var budget = Services.GetRequiredService<MemoryBudget>();
        return Eventually.UntilAsync(() => budget.Reserved == 0);
    }

    /// <summary>Waits until so many requests and operations are being worked on.</summary>
    public Task UntilWorkedOnAsync(int count)
    {
        int most = Services.GetRequiredService<IOptions<LimitOptions>>().Value.ConcurrentRequests;
        var limiters = Services.GetRequiredService<CallerLimiters>();
        return Eventually.UntilAsync(
            () => most - limiters.Service.GetStatistics()!.CurrentAvailablePermits == count);
    }

    /// <summary>Stops the service, as a signal to its process would.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        var loggers = Services.GetRequiredService<ILoggerFactory>();
        await _app.DisposeAsync();
        EntityFrameworkServices.Forget(loggers);
    }

    private sealed class NoWarmup : IQueryWarmup
    {
        public Task WarmUpAsync(LeadGraphDbContext db) => Task.CompletedTask;
    }
}
