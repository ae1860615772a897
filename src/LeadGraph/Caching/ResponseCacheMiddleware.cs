using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using LeadGraph.Access;
using LeadGraph.Data;
using LeadGraph.Limits;
using Microsoft.AspNetCore.Http.Features;

namespace LeadGraph.Caching;

/// <summary>
/// Marks an endpoint whose JSON responses of status 200 are cached. Callers with the same scopes share them.
/// </summary>
public sealed class CacheableResponse;

/// <summary>Marks a request whose response is computed for it alone, so that it may change something.</summary>
public sealed class ExclusiveRequest;

/// <summary>
/// Response cache in memory for endpoints marked <see cref="CacheableResponse"/>. It serves fresh responses and passes
/// a miss on to <see cref="SingleFlight"/>. It runs after authentication and before authorization: callers without the
/// scope <c>read</c> bypass it, and authorization rejects them.
/// </summary>
public sealed class ResponseCacheMiddleware
{
    // Requests with longer bodies are not cached.
    private const int MaxRequestBytes = 64 * 1024;

    private readonly RequestDelegate _next;
    private readonly ResponseCacheStore _store;
    private readonly ResponseCacheMetrics _metrics;
    private readonly SingleFlight _singleFlight;

    /// <summary>Initializes the middleware.</summary>
    /// <param name="next">The rest of the pipeline.</param>
    /// <param name="store">The cached responses.</param>
    /// <param name="reads">Know whose reads wait.</param>
    /// <param name="meters">Creates the counter of lookups.</param>
    /// <param name="clock">Measures how long failures last.</param>
    /// <param name="logger">Logs when stale responses are served.</param>
    public ResponseCacheMiddleware(
        RequestDelegate next,
        ResponseCacheStore store,
        ReadLimiters reads,
        IMeterFactory meters,
        TimeProvider clock,
        ILogger<StaleResponses> logger)
    {
        _next = next;
        _store = store;
        _metrics = new ResponseCacheMetrics(meters);
        _singleFlight = new SingleFlight(
            next, BypassAsync, store, reads, _metrics, new StaleResponses(store, _metrics, clock, logger));
    }

    /// <summary>Serves a cached response, or runs the rest of the pipeline.</summary>
    /// <param name="context">The request.</param>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ForwardsRequests>() is not null)
        {
            return _next(context);
        }

        if (!_store.IsEnabled)
        {
            MarkExclusive(context);
            return _next(context);
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<CacheableResponse>() is null
            || !context.User.MayRead() || RequestsStream(context.Request.Headers))
        {
            return BypassAsync(context);
        }

        string method = context.Request.Method;
        return HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? ServeGetAsync(context)
            : HttpMethods.IsPost(method) && context.Request.ContentLength is null or <= MaxRequestBytes
                ? ServePostAsync(context)
            : BypassAsync(context);
    }

    // A response that bypasses the cache may contain newer data than the cache. Those data are read before the response
    // starts.
    private Task BypassAsync(HttpContext context)
    {
        MarkExclusive(context);
        if (AcceptsStream(context.Request.Headers))
        {
            // Its events are read after it starts.
            IHttpResponseBodyFeature client = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(
                new MonotonicStream(client.Stream, _store.MonotonicReads, Callers.NameOf(context)), client));
        }

        context.Response.OnStarting(() =>
        {
            _store.MonotonicReads.Record(Callers.NameOf(context), _store.MonotonicReads.Now);
            return Task.CompletedTask;
        });
        return _next(context);
    }

    // GET requests change nothing, whatever they ask.
    private static void MarkExclusive(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            context.Features.Set(new ExclusiveRequest());
        }
    }

    // A subscription may send its first event much later; identical requests must not wait for it.
    private static bool RequestsStream(IHeaderDictionary headers)
        => headers.Upgrade.Count > 0 || AcceptsStream(headers);

    // Clients that take deferred parts too ask for a multipart body with every query.
    private static bool AcceptsStream(IHeaderDictionary headers)
        => headers.Accept.Any(type => type!.Contains("event-stream", StringComparison.OrdinalIgnoreCase)
            || type.Contains("subscriptionSpec", StringComparison.OrdinalIgnoreCase));

    private Task ServeGetAsync(HttpContext context)
        => TryServe(context, body: [], out byte[]? key, out Task? written) ? written
            : HttpMethods.IsHead(context.Request.Method) ? _next(context)
            : _singleFlight.InvokeAsync(context, key);

    private async Task ServePostAsync(HttpContext context)
    {
        if (await context.BufferBodyAsync() is not { } body)
        {
            return;
        }

        // Whatever it stands for: a query that has the word in it only takes longer.
        if (body.Length > MaxRequestBytes || body.Span.IndexOf("mutation"u8) >= 0)
        {
            await BypassAsync(context);
        }
        else if (TryServe(context, body.Span, out byte[]? key, out Task? written))
        {
            await written;
        }
        else
        {
            await _singleFlight.InvokeAsync(context, key);
        }
    }

    private bool TryServe(
        HttpContext context,
        ReadOnlySpan<byte> body,
        [NotNullWhen(false)] out byte[]? key,
        [NotNullWhen(true)] out Task? written)
    {
        using var builder = new ResponseCacheKey(stackalloc byte[ResponseCacheKey.TypicalBytes]);
        builder.Add(context, body);
        string caller = Callers.NameOf(context);
        long lastRead = _store.MonotonicReads.LastReadBy(caller);
        if (_store.GetFresh(builder.Key, lastRead, out int age) is not { } response)
        {
            key = builder.Key.ToArray();
            written = null;
            return false;
        }

        _metrics.RecordHit();
        _store.MonotonicReads.Record(caller, response.Ended);
        key = null;
        written = response.WriteAsync(context, age);
        return true;
    }
}
