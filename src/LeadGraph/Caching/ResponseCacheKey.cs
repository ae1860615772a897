using System.Buffers.Binary;
using System.Security.Claims;
using System.Text;
using LeadGraph.Access;
using LeadGraph.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Caching;

/// <summary>
/// Builds the cache key of a request as bytes. A key of at most <see cref="TypicalBytes"/> needs no allocation.
/// </summary>
public ref struct ResponseCacheKey
{
    /// <summary>The length, in bytes, that most keys do not exceed.</summary>
    public const int TypicalBytes = 1024;

    private Span<byte> _buffer;
    private byte[]? _rented;
    private int _length;

    /// <summary>Starts a key.</summary>
    /// <param name="buffer">The buffer for the key; a longer key goes into a rented one.</param>
    public ResponseCacheKey(Span<byte> buffer) => _buffer = buffer;

    /// <summary>The key built so far.</summary>
    public readonly ReadOnlySpan<byte> Key => _buffer[.._length];

    /// <summary>
    /// Adds everything that the response depends on: the caller's scopes, method, path, query, the headers that choose
    /// the format, and the body. Each part is preceded by its length, because a path may contain any separator.
    /// </summary>
    /// <param name="context">The request, after authentication.</param>
    /// <param name="body">The body of the request.</param>
    public void Add(HttpContext context, ReadOnlySpan<byte> body)
    {
        HttpRequest request = context.Request;
        IHeaderDictionary headers = request.Headers;
        if (context.Features.Get<IHttpAuthenticationFeature>()?.User is { } caller)
        {
            foreach (Claim claim in caller.Claims)
            {
                if (claim.Type == Scopes.Claim)
                {
                    Add(claim.Value);
                }
            }
        }

        // Ends the scopes, none of which is empty.
        Add((string?)null);
        // HEAD is served from the response that is cached for GET.
        Add(HttpMethods.IsPost(request.Method) ? "POST" : "GET");
        Add(request.Path.Value);
        Add(request.QueryString.Value);
        Add(headers.Accept);
        Add(headers.AcceptEncoding);
        Add(headers.ContentType);
        EnsureFree(body.Length);
        body.CopyTo(_buffer[_length..]);
        _length += body.Length;
    }

    /// <summary>Returns the rented buffer.</summary>
    public readonly void Dispose()
    {
        if (_rented is not null)
        {
            BoundedArrayPool.Return(_rented);
        }
    }

    private void Add(StringValues values)
    {
        if (values.Count < 2)
        {
            Add((string?)values);
            return;
        }

        Add(values.ToString());
    }

    private void Add(string? text)
    {
        EnsureFree(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0));
        int length = Encoding.UTF8.GetBytes(text, _buffer[(_length + sizeof(int))..]);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer[_length..], length);
        _length += sizeof(int) + length;
    }

    private void EnsureFree(int bytes)
    {
        if (_buffer.Length - _length >= bytes)
        {
            return;
        }

        byte[] larger = BoundedArrayPool.Rent(Math.Max(_length + bytes, _buffer.Length * 2));
        Key.CopyTo(larger);
        Dispose();
        _buffer = _rented = larger;
    }
}
