using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Caching;

/// <summary>A complete answer of status 200, as it is written to whoever asks for the same.</summary>
public sealed class CachedAnswer
{
    // What belongs to the answer itself. Others, such as those of CORS or of limits, belong to the one exchange.
    private static readonly string[] Kept =
    [
        HeaderNames.ContentType, HeaderNames.ContentEncoding, HeaderNames.CacheControl, HeaderNames.ETag,
        HeaderNames.LastModified, HeaderNames.Vary
    ];

    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly StringValues _entityTag;
    private readonly string? _encoding;

    /// <summary>Keeps what a response consists of.</summary>
    /// <param name="response">The response whose headers are kept.</param>
    /// <param name="body">The body.</param>
    /// <param name="started">When its computation began, as <see cref="TimeProvider.GetTimestamp"/> tells it.</param>
    public CachedAnswer(HttpResponse response, byte[] body, long started)
    {
        _headers = [.. Kept.Where(response.Headers.ContainsKey)
            .Select(name => KeyValuePair.Create(name, response.Headers[name]))];
        _entityTag = response.Headers.ETag;
        _encoding = response.Headers.ContentEncoding;
        Body = body;
        Started = started;
    }

    /// <summary>The body.</summary>
    public byte[] Body { get; }

    /// <summary>When the computation began.</summary>
    public long Started { get; }

    /// <summary>Writes the answer, or 304 to a caller who has it.</summary>
    /// <param name="context">The exchange to end.</param>
    /// <param name="age">Whole seconds since the computation began; none where it was for this very exchange.</param>
    public Task WriteAsync(HttpContext context, StringValues age)
    {
        HttpResponse response = context.Response;
        IHeaderDictionary headers = response.Headers;
        foreach (var (name, value) in _headers)
        {
            headers[name] = value;
        }

        headers.Age = age;
        StringValues known = context.Request.Headers.IfNoneMatch;
        if (known.Count > 0 && IsKnown(known))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            headers.ContentType = default;
            headers.ContentEncoding = default;
            headers.ContentLength = null;
            return Task.CompletedTask;
        }

        response.StatusCode = StatusCodes.Status200OK;
        headers.ContentLength = Body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.BodyWriter.WriteAsync(Body, context.RequestAborted).AsTask();
    }

    /// <summary>
    /// Whether the answer, JSON, is data alone. That of a GraphQL operation may be data and errors under status 200.
    /// </summary>
    public bool IsWithoutErrors()
    {
        if (PlainBody() is not { } plain)
        {
            return false;
        }

        // As deep as JSON from an event's details may be.
        var reader = new Utf8JsonReader(plain, new JsonReaderOptions { MaxDepth = int.MaxValue });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return true;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("errors"u8))
            {
                return false;
            }

            reader.Skip();
        }

        return true;
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
