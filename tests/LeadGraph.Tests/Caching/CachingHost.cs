using System.Security.Claims;
using LeadGraph.Caching;
using LeadGraph.Limits;
using LeadGraph.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Caching;

/// <summary>The real middleware on a real server, before one endpoint that the test writes.</summary>
public sealed class CachingHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _computations;

    private CachingHost(WebApplication app)
    {
        _app = app;
        Clock = (FixedClock)app.Services.GetRequiredService<TimeProvider>();
        Cache = app.Services.GetRequiredService<ResponseCacheStore>();
    }

    public FixedClock Clock { get; }

    public ResponseCacheStore Cache { get; }

    public HttpClient Client { get; private set; } = null!;

    /// <summary>How often the endpoint ran.</summary>
    public int Computations => Volatile.Read(ref _computations);

    /// <summary>Starts it.</summary>
    /// <param name="answer">The endpoint; it gets the number of its run.</param>
    /// <param name="options">How answers are kept.</param>
    public static async Task<CachingHost> StartAsync(
        Func<HttpContext, int, Task> answer, CacheOptions? options = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(new FixedClock());
        builder.Services.AddSingleton(Options.Create(options ?? new CacheOptions()));
        builder.Services.AddSingleton<ResponseCacheStore>();
        builder.Services.AddSingleton<MemoryBudget>();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var host = new CachingHost(app);
        app.Use((context, next) =>
        {
            string[] scopes = context.Request.Headers.ContainsKey("X-Stranger")
                ? [] : ["read", .. context.Request.Headers["X-Scopes"].OfType<string>()];
            context.User = new ClaimsPrincipal(new ClaimsIdentity(
                scopes.Select(scope => new Claim("scope", scope)), "test"));
            return next(context);
        });
        app.UseMiddleware<ResponseCacheMiddleware>();
        app.MapMethods("/answer", ["GET", "HEAD", "POST"],
            (HttpContext context) => answer(context, Interlocked.Increment(ref host._computations)))
            .WithMetadata(new CacheableResponse());
        await app.StartAsync();
        host.Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        return host;
    }

    /// <summary>Answers with JSON.</summary>
    public static Task JsonAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
