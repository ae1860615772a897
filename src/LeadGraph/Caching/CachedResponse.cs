using System.IO.Compression;
using System.IO.Pipelines;
using System.Text.Json;
using LeadGraph.Http;
using LeadGraph.Limits;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Caching;

/// <summary>What a complete answer is to those who ask for the same.</summary>
public enum ResponseKind
{
    /// <summary>Data, and nothing else.</summary>
    Data,

    /// <summary>The caller's mistake, or data with errors.</summary>
    Error,

    /// <summary>A failure within the service, which may be over the next time.</summary>
    Failure
}

/// <summary>A complete answer, as it is written to whoever asks for the same.</summary>
public sealed class CachedResponse
{
    /// <summary>The field by which a cache tells what it did, RFC 9211.</summary>
    public const string CacheStatus = "Cache-Status";

    // What belongs to the answer itself. Others, such as those of CORS or of limits, belong to the one exchange.
    private static readonly string[] Kept =
    [
        HeaderNames.ContentType, HeaderNames.ContentEncoding, HeaderNames.CacheControl, HeaderNames.ETag,
        HeaderNames.LastModified, HeaderNames.Vary, HeaderNames.RetryAfter, GlobalExceptionHandler.TraceHeader
    ];

    private const int Slice = 64 * 1024;

    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly StringValues _entityTag;
    private readonly string? _encoding;

    /// <summary>Keeps what a response consists of.</summary>
    /// <param name="response">The response whose headers are kept.</param>
    /// <param name="body">The body.</param>
    /// <param name="started">When its computation began, as <see cref="TimeProvider.GetTimestamp"/> tells it.</param>
    /// <param name="ended">When its computation ended.</param>
    public CachedResponse(HttpResponse response, byte[] body, long started, long ended)
    {
        _headers = [.. Kept.Where(response.Headers.ContainsKey)
            .Select(name => KeyValuePair.Create(name, response.Headers[name]))];
        _entityTag = response.Headers.ETag;
        _encoding = response.Headers.ContentEncoding;
        Status = response.StatusCode;
        Body = body;
        Started = started;
        Ended = ended;
    }

    /// <summary>The status: 200 of what is kept.</summary>
    public int Status { get; }

    /// <summary>The body.</summary>
    public byte[] Body { get; }

    /// <summary>When the computation began.</summary>
    public long Started { get; }

    /// <summary>When the computation ended. What the answer tells holds as of a moment in between.</summary>
    public long Ended { get; }

    /// <summary>Whether who knows the data up to a moment learns nothing older from this.</summary>
    /// <param name="known">The moment; it may be this very answer's, given before.</param>
    public bool IsNoOlderThan(long known) => Started >= known || Ended == known;

    /// <summary>Takes from a response what another answer left there.</summary>
    public static void Clear(HttpResponse response)
    {
        foreach (string name in Kept)
        {
            response.Headers.Remove(name);
        }
    }

    /// <summary>Writes the answer, or 304 to a caller who has it.</summary>
    /// <param name="context">The exchange to end.</param>
    /// <param name="age">Whole seconds since the computation began; none where it was for this very exchange.</param>
    /// <param name="cacheStatus">What the field Cache-Status says, RFC 9211, where it is to say anything.</param>
    public Task WriteAsync(HttpContext context, StringValues age, StringValues cacheStatus = default)
    {
        HttpResponse response = context.Response;
        IHeaderDictionary headers = response.Headers;
        foreach (var (name, value) in _headers)
        {
            headers[name] = value;
        }

        headers.Age = age;
        headers[CacheStatus] = cacheStatus;
        StringValues known = context.Request.Headers.IfNoneMatch;
        if (known.Count > 0 && Status == StatusCodes.Status200OK && IsKnown(known))
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
            : Body.Length <= Slice ? response.BodyWriter.WriteAsync(Body, context.RequestAborted).AsTask()
            : WriteInSlicesAsync(context);
    }

    // All at once, the server would keep a copy for as long as the client takes to read it. The answer itself is kept
    // for as long too, also when the cache has dropped it.
    private async Task WriteInSlicesAsync(HttpContext context)
    {
        MemoryBudget.AccountOf(context).Charge(Body.Length);
        for (int start = 0; start < Body.Length; start += Slice)
        {
            ReadOnlyMemory<byte> slice = Body.AsMemory(start, Math.Min(Slice, Body.Length - start));
            FlushResult flushed = await context.Response.BodyWriter.WriteAsync(slice, context.RequestAborted);
            if (flushed.IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>
    /// What the answer, JSON, is. That of a GraphQL operation may be data and errors under status 200, and that of a
    /// batch is an array of such; the leads of a list have no field of that name.
    /// </summary>
    public ResponseKind Judge()
    {
        if (Status >= StatusCodes.Status500InternalServerError)
        {
            return ResponseKind.Failure;
        }

        if (Status != StatusCodes.Status200OK || PlainBody() is not { } plain)
        {
            return ResponseKind.Error;
        }

        // As deep as JSON from an event's details may be.
        var reader = new Utf8JsonReader(plain, new JsonReaderOptions { MaxDepth = int.MaxValue });
        ResponseKind kind = ResponseKind.Data;
        int top = 1;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray when reader.CurrentDepth == 0:
                    top = 2;
                    break;
                case JsonTokenType.PropertyName when reader.CurrentDepth == top && reader.ValueTextEquals("errors"u8):
                    reader.Read();
                    kind = TellsOfFailure(ref reader) ? ResponseKind.Failure
                        : kind == ResponseKind.Data ? ResponseKind.Error : kind;
                    break;
                case JsonTokenType.PropertyName when reader.CurrentDepth == top:
                    reader.Skip();
                    break;
            }
        }

        return kind;
    }

    // By the codes of errors whose cause is within the service, or that took it too long.
    private static bool TellsOfFailure(ref Utf8JsonReader reader)
    {
        int depth = reader.CurrentDepth;
        bool found = false;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("code"u8))
            {
                reader.Read();
                found |= reader.TokenType == JsonTokenType.String
                    && (reader.ValueTextEquals("INTERNAL_SERVER_ERROR"u8) || reader.ValueTextEquals("HC0045"u8));
            }
        }

        return found;
    }

    private byte[]? PlainBody()
    {
        using Stream? decoder = _encoding switch
        {
            "br" => new BrotliStream(new MemoryStream(Body), CompressionMode.Decompress),
            "gzip" => new GZipStream(new MemoryStream(Body), CompressionMode.Decompress),
            _ => null
        };
        if (decoder is null)
        {
            return _encoding is null ? Body : null;
        }

        using var plain = new MemoryStream();
        decoder.CopyTo(plain);
        return plain.ToArray();
    }

    private bool IsKnown(StringValues known)
    {
        if (_entityTag.Count == 0 || !EntityTagHeaderValue.TryParse(_entityTag[0], out EntityTagHeaderValue? mine))
        {
            return false;
        }

        return EntityTagHeaderValue.TryParseList(known, out IList<EntityTagHeaderValue>? tags)
            && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(mine, useStrongComparison: false));
    }
}
