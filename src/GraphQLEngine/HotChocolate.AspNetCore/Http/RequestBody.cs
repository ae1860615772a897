using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace HotChocolate.AspNetCore.Http;

/// <summary>Reads the bodies of POST requests.</summary>
internal static class RequestBody
{
    private const int InitialSize = 4 * 1024;

    /// <summary>
    /// Refuses everything but JSON as UTF-8. Since no HTML form can send that, no foreign page can make a browser
    /// send a request without asking first (CORS preflight).
    /// </summary>
    /// <exception cref="InvalidRequestException">The content type or encoding is another.</exception>
    public static void RequireJson(HttpRequest request)
    {
        // What nearly all clients send need not be read part by part.
        if (request.ContentType is not "application/json")
        {
            RequireJson(request.ContentType);
        }

        string? encoding = request.Headers.ContentEncoding;
        if (!string.IsNullOrEmpty(encoding) && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported("The body of a request must not be compressed.");
        }
    }

    private static void RequireJson(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported("The content type of a request must be application/json.");
        }

        StringSegment charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (charset.Length > 0 && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported("The charset of a request must be utf-8.");
        }
    }

    /// <summary>Reads the body as it comes and hands over the whole of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="parse">What to do with it; the bytes are gone afterwards.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone.</param>
    /// <exception cref="InvalidRequestException">The body is longer, or what came is none.</exception>
    /// <exception cref="ConnectionAbortedException">
    /// The client is gone. The request has to be aborted, or Kestrel tries to skip what is left of the body.
    /// </exception>
    public static async Task<T> ReadAsync<T>(
        HttpRequest request, long limit, Func<ReadOnlyMemory<byte>, T> parse, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        byte[] buffer = BoundedArrayPool<byte>.Rent(InitialSize);
        try
        {
            int length = 0;
            int count;
            while ((count = await ReadAsync(request.Body, buffer.AsMemory(length), cancellationToken)) > 0)
            {
                length += count;
                if (length > limit)
                {
                    throw TooLarge(limit);
                }

                if (length == buffer.Length)
                {
                    byte[] larger = BoundedArrayPool<byte>.Rent(length * 2);
                    buffer.CopyTo(larger, 0);
                    BoundedArrayPool<byte>.Return(buffer);
                    buffer = larger;
                }
            }

            return parse(buffer.AsMemory(0, length));
        }
        finally
        {
            BoundedArrayPool<byte>.Return(buffer);
        }
    }

    private static async ValueTask<int> ReadAsync(
        Stream body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException failure) when (failure.InnerException is OverflowException)
        {
            // What Kestrel makes of a chunk whose size is no number.
            throw new InvalidRequestException("The body of the request cannot be read.");
        }
        catch (Exception failure) when (failure is not BadHttpRequestException
            && failure is IOException or SocketException or OperationCanceledException)
        {
            throw new ConnectionAbortedException("The client is gone before its request had come.", failure);
        }
    }

    private static InvalidRequestException Unsupported(string message)
        => new(message, statusCode: StatusCodes.Status415UnsupportedMediaType);

    private static InvalidRequestException TooLarge(long limit) => new(
        $"The body of a request may have at most {limit} bytes.",
        statusCode: StatusCodes.Status413PayloadTooLarge);
}
