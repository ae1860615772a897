using System.Buffers;
using System.Buffers.Binary;
using System.Security.Claims;
using System.Text;
using LeadGraph.Access;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Caching;

/// <summary>Builds, without allocating where it is of usual length, the bytes that name an answer.</summary>
public ref struct ResponseCacheKey
{
    /// <summary>The length, in bytes, that most keys stay below.</summary>
    public const int Usual = 1024;

    private Span<byte> _buffer;
    private byte[]? _rented;
    private int _length;

    /// <summary>Begins a key.</summary>
    /// <param name="buffer">Room for one of usual length.</param>
    public ResponseCacheKey(Span<byte> buffer) => _buffer = buffer;

    /// <summary>The key as far as it was built.</summary>
    public readonly ReadOnlySpan<byte> Key => _buffer[.._length];

    /// <summary>
    /// Adds all that the answer to a request depends on, the caller's rights included. Each part is preceded by its
    /// length, as a path may hold any character; the body comes last.
    /// </summary>
    /// <param name="context">The exchange, of whose caller it is known who that is.</param>
    /// <param name="body">The body of the request.</param>
    public void Add(HttpContext context, ReadOnlySequence<byte> body)
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

        // Told from the rights, none of which is empty, by an empty part.
        Add((string?)null);
        // HEAD is answered by what is kept for GET.
        Add(HttpMethods.IsPost(request.Method) ? "POST" : "GET");
        Add(request.Path.Value);
        Add(request.QueryString.Value);
        Add(headers.Accept);
        Add(headers.AcceptEncoding);
        Add(headers.ContentType);
        int size = (int)body.Length;
        Reserve(size);
        body.CopyTo(_buffer[_length..]);
        _length += size;
    }

    /// <summary>Gives back what was borrowed.</summary>
    public readonly void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
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
        Reserve(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0));
        int length = Encoding.UTF8.GetBytes(text, _buffer[(_length + sizeof(int))..]);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer[_length..], length);
        _length += sizeof(int) + length;
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - _length >= more)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + more, _buffer.Length * 2));
        Key.CopyTo(larger);
        Dispose();
        _buffer = _rented = larger;
    }
}
