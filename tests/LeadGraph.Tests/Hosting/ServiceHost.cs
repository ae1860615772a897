using LeadGraph.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Hosting;

/// <summary>The real service on a port of its own, at a clock that stands still.</summary>
public sealed class ServiceHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServiceHost(WebApplication app, FixedClock clock, LogRecords logs)
    {
        _app = app;
        Clock = clock;
        Logs = logs;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public FixedClock Clock { get; }

    public LogRecords Logs { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts the service.</summary>
    /// <param name="connectionString">The database to read.</param>
    /// <param name="settings">Further configuration.</param>
    public static async Task<ServiceHost> StartAsync(
        string connectionString, params (string Key, string? Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        // Tests ask for what the database holds now, unless they are about answers kept.
        builder.Configuration.AddInMemoryCollection([new("LeadGraph:Cache:Seconds", "0")]);
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:LeadGraph", connectionString),
            .. settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))]);
        var clock = new FixedClock();
        var logs = new LogRecords();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.AddLeadGraph().Build().MapLeadGraph();
        await app.StartAsync();
        return new ServiceHost(app, clock, logs);
    }

    /// <summary>Starts the service over the reference data.</summary>
    public static async Task<ServiceHost> StartOverReferenceAsync(
        DatabaseProvider provider, params (string Key, string? Value)[] settings)
        => await StartAsync(await ReferenceData.DatabaseAsync(provider), settings);

    /// <summary>Uses a context as a request would: from a scope of its own, once the catalog is read.</summary>
    public async Task<T> WithDatabaseAsync<T>(Func<LeadGraphDbContext, Task<T>> use)
    {
        await Services.GetRequiredService<LeadDatabase>().EnsureCatalogAsync(CancellationToken.None);
        await using AsyncServiceScope scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<LeadGraphDbContext>());
    }

    /// <summary>Stops the service, as a signal to its process would.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
