using System.Globalization;
using System.IO.Pipelines;
using LeadGraph.Http;
using LeadGraph.Limits;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Caching;

/// <summary>A complete response: status, headers and body.</summary>
public sealed class CachedResponse
{
    /// <summary>The header that says how the cache served the response, RFC 9211.</summary>
    public const string CacheStatus = "Cache-Status";

    // The headers that describe the response. Others, such as those of CORS or of limits, belong to one request.
    private static readonly string[] StoredHeaders =
    [
        HeaderNames.ContentType, HeaderNames.ContentEncoding, HeaderNames.CacheControl, HeaderNames.ETag,
        HeaderNames.LastModified, HeaderNames.Vary, HeaderNames.RetryAfter, HeaderNames.Link, TotalCountHeader.Name,
        GlobalExceptionHandler.TraceHeader
    ];

    private static readonly StringValues[] AgeValues =
        [.. Enumerable.Range(0, 3601).Select(age => new StringValues($"{age}"))];

    private const int ChunkBytes = 64 * 1024;

    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly StringValues _entityTag;

    /// <summary>Copies the status and the stored headers of a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="body">Its body.</param>
    /// <param name="started">When its computation started, as a <see cref="TimeProvider.GetTimestamp"/> value.</param>
    /// <param name="ended">When its computation ended.</param>
    public CachedResponse(HttpResponse response, byte[] body, long started, long ended)
    {
        _headers = [.. StoredHeaders.Where(response.Headers.ContainsKey)
            .Select(name => KeyValuePair.Create(name, response.Headers[name]))];
        HeaderBytes = sizeof(char) * _headers.Sum(header => header.Value.Sum(value => value?.Length ?? 0));
        _entityTag = response.Headers.ETag;
        Status = response.StatusCode;
        Body = body;
        Started = started;
        Ended = ended;
    }

    /// <summary>The status; always 200 for a response in the cache.</summary>
    public int Status { get; }

    /// <summary>The memory that the values of the stored headers take, in bytes.</summary>
    public int HeaderBytes { get; }

    /// <summary>The body.</summary>
    public byte[] Body { get; }

    /// <summary>When the computation started, as a <see cref="TimeProvider.GetTimestamp"/> value.</summary>
    public long Started { get; }

    /// <summary>
    /// When the computation ended, as a <see cref="TimeProvider.GetTimestamp"/> value. The data were read in between.
    /// </summary>
    public long Ended { get; }

    /// <summary>Whether a caller that has read data up to a timestamp reads no older data from this response.</summary>
    /// <param name="lastRead">The timestamp. It equals <see cref="Ended"/> if the caller got this response.</param>
    public bool IsNoOlderThan(long lastRead) => Started >= lastRead || Ended == lastRead;

    /// <summary>Removes the headers that a failed computation set, so that another response can be written.</summary>
    /// <param name="response">The response, which has not started.</param>
    public static void RemoveHeaders(HttpResponse response)
    {
        foreach (string name in StoredHeaders)
        {
            response.Headers.Remove(name);
        }
    }

    /// <summary>Writes the response, or 304 if the request's <c>If-None-Match</c> matches its entity tag.</summary>
    /// <param name="context">The request to respond to.</param>
    /// <param name="age">Seconds since the computation started; null if it was done for this request.</param>
    /// <param name="cacheStatus">The value of the <c>Cache-Status</c> header, if it is to be sent.</param>
    public Task WriteAsync(HttpContext context, int? age = null, StringValues cacheStatus = default)
    {
        HttpResponse response = context.Response;
        IHeaderDictionary headers = response.Headers;
        foreach (var (name, value) in _headers)
        {
            headers[name] = value;
        }

        headers.Age = age is not { } seconds ? default
            : seconds < AgeValues.Length ? AgeValues[seconds]
            : seconds.ToString(CultureInfo.InvariantCulture);
        headers[CacheStatus] = cacheStatus;
        StringValues ifNoneMatch = context.Request.Headers.IfNoneMatch;
        if (ifNoneMatch.Count > 0 && Status == StatusCodes.Status200OK && MatchesEntityTag(ifNoneMatch))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            headers.ContentType = default;
            headers.ContentEncoding = default;
            headers.ContentLength = null;
            return Task.CompletedTask;
        }

        response.StatusCode = Status;
        headers.ContentLength = Body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask
            : Body.Length <= ChunkBytes ? response.BodyWriter.WriteAsync(Body, context.RequestAborted).AsTask()
            : WriteInChunksAsync(context);
    }

    // If the whole body is written at once, the server holds a copy until a slow client has read it. The body itself
    // also stays in memory that long, even if the cache has evicted it, so it counts towards the memory budget.
    private async Task WriteInChunksAsync(HttpContext context)
    {
        MemoryBudget.MemoryOf(context).Charge(Body.Length);
        for (int start = 0; start < Body.Length; start += ChunkBytes)
        {
            ReadOnlyMemory<byte> chunk = Body.AsMemory(start, Math.Min(ChunkBytes, Body.Length - start));
            FlushResult flushed = await context.Response.BodyWriter.WriteAsync(chunk, context.RequestAborted);
            if (flushed.IsCompleted)
            {
                return;
            }
        }
    }

    private bool MatchesEntityTag(StringValues ifNoneMatch)
    {
        if (_entityTag.Count == 0 || !EntityTagHeaderValue.TryParse(_entityTag[0], out EntityTagHeaderValue? own))
        {
            return false;
        }

        return EntityTagHeaderValue.TryParseList(ifNoneMatch, out IList<EntityTagHeaderValue>? tags)
            && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(own, useStrongComparison: false));
    }
}
