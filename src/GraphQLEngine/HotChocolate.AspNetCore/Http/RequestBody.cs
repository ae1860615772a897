using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace HotChocolate.AspNetCore.Http;

/// <summary>Reads the bodies of POST requests.</summary>
internal static class RequestBody
{
    /// <summary>
    /// Refuses everything but JSON as UTF-8. Since no HTML form can send that, no foreign page can make a browser
    /// send a request without asking first (CORS preflight).
    /// </summary>
    /// <exception cref="InvalidRequestException">The content type or encoding is another.</exception>
    public static void RequireJson(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported("The content type of a request must be application/json.");
        }

        StringSegment charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (charset.Length > 0 && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported("The charset of a request must be utf-8.");
        }

        string? encoding = request.Headers.ContentEncoding;
        if (!string.IsNullOrEmpty(encoding) && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported("The body of a request must not be compressed.");
        }
    }

    /// <summary>Reads the body as it comes and hands over the whole of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="parse">What to do with it; the bytes are gone afterwards.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone.</param>
    /// <exception cref="InvalidRequestException">The body is longer, or what came is none.</exception>
    public static async Task<T> ReadAsync<T>(
        HttpRequest request, long limit, Func<ReadOnlySequence<byte>, T> parse, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        PipeReader reader = request.BodyReader;
        while (true)
        {
            ReadResult read = await ReadAsync(reader, cancellationToken);
            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw TooLarge(limit);
            }

            if (read.IsCompleted)
            {
                try
                {
                    return parse(read.Buffer);
                }
                finally
                {
                    reader.AdvanceTo(read.Buffer.End);
                }
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (IOException failure) when (failure is not BadHttpRequestException)
        {
            // Such as a chunk whose size is no number, or a connection that is reset: the client's doing.
            throw new InvalidRequestException("The body of the request cannot be read.");
        }
    }

    private static InvalidRequestException Unsupported(string message)
        => new(message, statusCode: StatusCodes.Status415UnsupportedMediaType);

    private static InvalidRequestException TooLarge(long limit) => new(
        $"The body of a request may have at most {limit} bytes.",
        statusCode: StatusCodes.Status413PayloadTooLarge);
}
