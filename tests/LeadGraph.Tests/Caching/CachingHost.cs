using System.Diagnostics.Metrics;
using System.Security.Claims;
using LeadGraph.Caching;
using LeadGraph.Data;
using LeadGraph.Http;
using LeadGraph.Limits;
using LeadGraph.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Caching;

/// <summary>The response cache on a real server, in front of one endpoint that the test provides.</summary>
public sealed class CachingHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly MeterListener _listener;
    private int _computations;
    private int _waitingRequests;

    private CachingHost(WebApplication app, LogRecords logs)
    {
        Logs = logs;
        _app = app;
        Clock = (FixedClock)app.Services.GetRequiredService<TimeProvider>();
        Store = app.Services.GetRequiredService<ResponseCacheStore>();
        IMeterFactory meters = app.Services.GetRequiredService<IMeterFactory>();
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "leadgraph.cache.lookups" && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (tags[0].Value is "shared")
            {
                Interlocked.Increment(ref _waitingRequests);
            }
        });
        _listener.Start();
    }

    public FixedClock Clock { get; }

    public LogRecords Logs { get; }

    public ResponseCacheStore Store { get; }

    public HttpClient Client { get; private set; } = null!;

    /// <summary>How often the endpoint ran.</summary>
    public int Computations => Volatile.Read(ref _computations);

    /// <summary>How many requests have waited for an identical request in progress.</summary>
    public int WaitingRequests => Volatile.Read(ref _waitingRequests);

    /// <summary>Starts the server.</summary>
    /// <param name="endpoint">The endpoint; its second argument is the number of the run.</param>
    /// <param name="options">The settings of the cache.</param>
    public static async Task<CachingHost> StartAsync(
        Func<HttpContext, int, Task> endpoint, CacheOptions? options = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        var logs = new LogRecords();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddSingleton<TimeProvider>(new FixedClock());
        builder.Services.AddSingleton(Options.Create(options ?? new CacheOptions()));
        builder.Services.AddSingleton<ResponseCacheStore>();
        builder.Services.AddSingleton<MemoryBudget>();
        builder.Services.AddSingleton(new ReadLimiters(ReadLimits.Within(null, 2, 1, 1, 1)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var host = new CachingHost(app, logs);
        app.Use((context, next) =>
        {
            string[] scopes = context.Request.Headers.ContainsKey("X-No-Scopes")
                ? [] : ["read", .. context.Request.Headers["X-Scopes"].OfType<string>()];
            context.User = new ClaimsPrincipal(new ClaimsIdentity(
                [
                    .. scopes.Select(scope => new Claim("scope", scope)),
                    .. context.Request.Headers["X-Caller"].Select(name => new Claim(ClaimTypes.Name, name!))
                ],
                "test"));
            return next(context);
        });
        app.UseMiddleware<ResponseCacheMiddleware>();
        app.MapMethods("/data", ["GET", "HEAD", "POST"],
            (HttpContext context) => endpoint(context, Interlocked.Increment(ref host._computations)))
            .WithMetadata(new CacheableResponse());
        await app.StartAsync();
        host.Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        return host;
    }

    /// <summary>Writes a JSON response.</summary>
    public static Task JsonAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json);
    }

    /// <summary>Writes the number of the run with headers of a lead list.</summary>
    public static Task LastModifiedAsync(HttpContext context, int n)
    {
        context.Response.Headers.LastModified = "Wed, 10 Sep 2025 15:00:00 GMT";
        context.Response.Headers.CacheControl = "private, no-cache";
        return JsonAsync(context, $"[{n}]");
    }

    /// <summary>Throws, or writes an error.</summary>
    /// <param name="context">The request.</param>
    /// <param name="failure">
    /// <c>throw</c>, or status, content type and body, separated by spaces. In front of them there may be the recorded
    /// <see cref="ResponseKind"/>.
    /// </param>
    public static Task FailAsync(HttpContext context, string failure)
    {
        if (failure == "throw")
        {
            throw new InvalidOperationException("No.");
        }

        if (Enum.TryParse(failure.Split(' ')[0], out ResponseKind kind) && Enum.IsDefined(kind))
        {
            context.Features.GetRequiredFeature<ResponseOutcome>().Record(kind);
            failure = failure[(failure.IndexOf(' ') + 1)..];
        }

        string[] parts = failure.Split(' ', 3);
        context.Response.StatusCode = int.Parse(parts[0]);
        context.Response.ContentType = parts[1];
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Trace-Id"] = "1";
        return context.Response.WriteAsync(parts[2]);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
