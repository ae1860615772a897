using System.Globalization;
using LeadGraph.Data;

namespace LeadGraph.Caching;

/// <summary>
/// Serves the last good response, marked as stale, when the service fails to compute a new one (stale-if-error,
/// RFC 5861, section 4). <see cref="SingleFlight"/> decides what is a failure, <see cref="CacheOptions.StaleIfError"/>
/// how old a response may be. Logs when this starts, why if that changes, and when it has ended.
/// </summary>
public sealed partial class StaleResponses(
    ResponseCacheStore store, ResponseCacheMetrics metrics, TimeProvider clock, ILogger<StaleResponses> logger)
{
    private readonly LastingFailure _failure = new(clock);
    private volatile bool _isFailing;

    /// <summary>Whether the last computation failed within the service.</summary>
    public bool IsFailing => _isFailing;

    /// <summary>Records that the service failed to compute a response.</summary>
    /// <param name="key">The cache key of the response.</param>
    /// <param name="exception">The exception, if there is one.</param>
    /// <returns>The response to serve instead, or null if none is young enough.</returns>
    public CachedResponse? OnFailure(byte[] key, Exception? exception)
    {
        CachedResponse? stale = store.GetStale(key);
        if (stale is null)
        {
            _failure.Continues();
        }
        else if (_failure.Begins(exception))
        {
            LogServingStale(exception, store.AgeOf(stale));
        }

        _isFailing = true;
        return stale;
    }

    /// <summary>Records that the service computed a response without errors.</summary>
    public void OnSuccess()
    {
        _isFailing = false;
        if (_failure.Ends())
        {
            LogServingFresh();
        }
    }

    /// <summary>Writes a stale response with its age and a <c>Cache-Status</c> (RFC 9211) that says why.</summary>
    /// <param name="context">The request.</param>
    /// <param name="response">The stale response.</param>
    public Task WriteAsync(HttpContext context, CachedResponse response)
    {
        metrics.RecordStale();
        int age = store.AgeOf(response);
        CachedResponse.RemoveHeaders(context.Response);
        // RFC 9111, section 5.5, made the Warning header obsolete, so only Cache-Status tells the client.
        return response.WriteAsync(context, age, string.Create(
            CultureInfo.InvariantCulture,
            $"LeadGraph; hit; ttl={-store.SecondsPastFreshness(age)}; detail=stale-if-error"));
    }

    [LoggerMessage(EventId = 7001, Level = LogLevel.Warning, Message = "Responses cannot be computed; stale responses "
        + "are served. This one is {Age} s old.")]
    private partial void LogServingStale(Exception? exception, int age);

    [LoggerMessage(EventId = 7002, Level = LogLevel.Information, Message = "Responses are computed again.")]
    private partial void LogServingFresh();
}
