using System.Net.Sockets;
using LeadGraph.Http;

namespace LeadGraph.Limits;

/// <summary>
/// Buffers request bodies, and charges them to the memory of their request. Several parts of the pipeline need
/// the body of one request, but Kestrel allows no read after a failed one, and no bytes that are read but not consumed
/// when the client leaves.
/// </summary>
public static class RequestBodies
{
    private const int FirstBytes = 4 * 1024;

    /// <summary>
    /// Reads the whole body, at the first call for a request. <see cref="HttpRequest.Body"/> is a copy of it after
    /// that.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <returns>
    /// The body, valid until the request ends; or null if the client has disconnected. Nothing may handle the request
    /// then.
    /// </returns>
    /// <exception cref="BadHttpRequestException">The body is malformed, too long or too slow.</exception>
    /// <exception cref="MemoryLimitException">The body exceeds a memory limit.</exception>
    public static Task<ReadOnlyMemory<byte>?> BufferBodyAsync(this HttpContext context)
    {
        if (context.Features.Get<Outcome>() is { } outcome)
        {
            return outcome.Body;
        }

        Task<ReadOnlyMemory<byte>?> body = ReadAsync(context);
        context.Features.Set(new Outcome(body));
        return body;
    }

    /// <summary>Whether the whole body has been read.</summary>
    /// <param name="context">The request.</param>
    public static bool IsRead(HttpContext context)
        => context.Features.Get<Outcome>() is { Body: { IsCompletedSuccessfully: true, Result: not null } };

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context)
    {
        var buffer = new PooledBuffer();
        context.Response.OnCompleted(() =>
        {
            // Kestrel keeps the stream of an idle connection until the next request.
            context.Request.Body = Stream.Null;
            buffer.Dispose();
            return Task.CompletedTask;
        });
        OperationMemory memory = MemoryBudget.MemoryOf(context);
        try
        {
            int count;
            while ((count = await context.Request.Body.ReadAsync(buffer.Free, context.RequestAborted)) > 0)
            {
                buffer.Add(count);
                // Two bytes for each, because it becomes text.
                memory.Charge(sizeof(char) * (long)count);
            }
        }
        catch (IOException failure) when (failure.InnerException is OverflowException)
        {
            // Kestrel's exception for a chunk size that is not a number. The connection is intact.
            throw new BadHttpRequestException(failure.Message, failure);
        }
        catch (Exception failure) when (IsDisconnection(failure))
        {
            // Kestrel would try to read the rest of the body, unless the connection is aborted.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            context.Abort();
            return null;
        }

        context.Request.Body = buffer.OpenRead();
        return buffer.Bytes;
    }

    private static bool IsDisconnection(Exception failure)
        => failure is not BadHttpRequestException
            && failure is IOException or SocketException or OperationCanceledException;

    private sealed record Outcome(Task<ReadOnlyMemory<byte>?> Body);

    private sealed class PooledBuffer : IDisposable
    {
        private byte[] _array = BoundedArrayPool.Rent(FirstBytes);
        private int _length;

        // It grows with what has arrived: what the client announces may never come.
        public Memory<byte> Free
        {
            get
            {
                if (_length == _array.Length)
                {
                    byte[] larger = BoundedArrayPool.Rent(2 * _length);
                    _array.CopyTo(larger, 0);
                    BoundedArrayPool.Return(_array);
                    _array = larger;
                }

                return _array.AsMemory(_length);
            }
        }

        public ReadOnlyMemory<byte> Bytes => _array.AsMemory(0, _length);

        public void Add(int count) => _length += count;

        public MemoryStream OpenRead() => new(_array, 0, _length, writable: false);

        public void Dispose() => BoundedArrayPool.Return(_array);
    }
}
