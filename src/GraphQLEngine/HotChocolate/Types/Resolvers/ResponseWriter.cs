using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;

namespace HotChocolate.Types;

/// <summary>
/// Writes JSON as UTF-8 into pooled chunks. Unlike a JSON writer of the framework it can be truncated, which null
/// propagation needs: an object that turns out to be null is cut off again. The chunks stay below the size from which
/// on arrays live in the large object heap, and a long response needs no copies while it grows.
/// </summary>
/// <param name="owner">Whose share of <see cref="LargeResponses"/> the response takes; null if nobody is named.</param>
internal sealed class ResponseWriter(string? owner = null) : IDisposable
{
    /// <summary>
    /// The most bytes of one response: aliases can repeat a large value cheaply, as often as a document is long.
    /// </summary>
    public const int MaxSize = 8 * 1024 * 1024;

    // A UTF-16 code unit takes at most this many bytes of UTF-8.
    private const int MaxBytesPerChar = 3;

    private static readonly SearchValues<char> s_escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    private const int FirstChunkSize = 16 * 1024;
    private const int MaxChunkSize = 64 * 1024;

    // The chunk that is being written, how many of its bytes are, the position of the first one, and the chunks before.
    private byte[] _chunk = ArrayPool<byte>.Shared.Rent(FirstChunkSize);
    private int _used;
    private int _chunkStart;
    private List<(int Start, byte[] Bytes)>? _fullChunks;
    private int _capacity = FirstChunkSize;
    private LargeResponses.Lease _lease;

    /// <summary>How many bytes have been written.</summary>
    public int Position => _chunkStart + _used;

    /// <summary>Forgets everything after the position.</summary>
    public void Truncate(int position)
    {
        while (position < _chunkStart)
        {
            ArrayPool<byte>.Shared.Return(_chunk);
            _capacity -= _chunk.Length;
            (_chunkStart, _chunk) = _fullChunks![^1];
            _fullChunks.RemoveAt(_fullChunks.Count - 1);
        }

        _used = position - _chunkStart;
    }

    /// <summary>Copies what was written between two positions.</summary>
    /// <param name="output">Where to. One that can refer to memory gets the memory itself.</param>
    /// <param name="start">The position of the first byte.</param>
    /// <param name="end">The position after the last byte.</param>
    public void CopyTo(IBufferWriter<byte> output, int start, int end)
    {
        int index = _fullChunks is null ? 0 : IndexOfChunk(start);
        while (start < end)
        {
            bool isLast = index == (_fullChunks?.Count ?? 0);
            (int chunkStart, byte[] bytes) = isLast ? (_chunkStart, _chunk) : _fullChunks![index];
            int chunkEnd = isLast ? end : Math.Min(end, StartOfChunk(index + 1));
            ReadOnlyMemory<byte> part = bytes.AsMemory(start - chunkStart, chunkEnd - start);
            if (output is ResponseSegments segments)
            {
                segments.Append(part);
            }
            else
            {
                output.Write(part.Span);
            }

            start = chunkEnd;
            index++;
        }
    }

    /// <summary>Writes bytes that are JSON already.</summary>
    public void WriteRaw(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxChunkSize)
        {
            WriteLongRaw(json);
            return;
        }

        json.CopyTo(Reserve(json.Length));
        _used += json.Length;
    }

    public void WriteByte(byte value)
    {
        Reserve(1)[0] = value;
        _used++;
    }

    public void WriteNull() => WriteRaw("null"u8);

    public void WriteBoolean(bool value) => WriteRaw(value ? "true"u8 : "false"u8);

    public void WriteInt32(int value)
    {
        Utf8Formatter.TryFormat(value, Reserve(11), out int written);
        _used += written;
    }

    public void WriteInt64(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out int written);
        _used += written;
    }

    /// <summary>Writes a number that is finite.</summary>
    public void WriteDouble(double value)
    {
        value.TryFormat(Reserve(32), out int written, "R", CultureInfo.InvariantCulture);
        _used += written;
    }

    public void WriteDecimal(decimal value)
    {
        value.TryFormat(Reserve(32), out int written, default, CultureInfo.InvariantCulture);
        _used += written;
    }

    /// <summary>Writes an instant as UTC with milliseconds: <c>"2025-09-10T14:30:00.000Z"</c>.</summary>
    public void WriteDateTime(DateTime value)
    {
        DateTime utc = value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value;
        Span<byte> target = Reserve(40);
        target[0] = (byte)'"';
        utc.TryFormat(target[1..], out _, "O", CultureInfo.InvariantCulture);
        target[24] = (byte)'Z';
        target[25] = (byte)'"';
        _used += 26;
    }

    /// <summary>Writes a JSON string. A lone surrogate becomes U+FFFD, since UTF-8 cannot hold it.</summary>
    public void WriteString(ReadOnlySpan<char> value)
    {
        WriteByte((byte)'"');
        while (true)
        {
            int plain = value.IndexOfAny(s_escaped);
            WriteUtf8(plain < 0 ? value : value[..plain]);
            if (plain < 0)
            {
                break;
            }

            WriteEscape(value[plain]);
            value = value[(plain + 1)..];
        }

        WriteByte((byte)'"');
    }

    public void Dispose()
    {
        if (_chunk.Length > 0)
        {
            Truncate(0);
            ArrayPool<byte>.Shared.Return(_chunk);
            _chunk = [];
        }

        _lease.Release();
    }

    private void WriteLongRaw(ReadOnlySpan<byte> json)
    {
        while (!json.IsEmpty)
        {
            Span<byte> free = Reserve(1);
            int count = Math.Min(free.Length, json.Length);
            json[..count].CopyTo(free);
            _used += count;
            json = json[count..];
        }
    }

    private void WriteUtf8(ReadOnlySpan<char> value)
    {
        if (value.Length > MaxChunkSize / MaxBytesPerChar)
        {
            WriteLongUtf8(value);
            return;
        }

        Utf8.FromUtf16(
            value, Reserve(value.Length * MaxBytesPerChar), out _, out int written, replaceInvalidSequences: true);
        _used += written;
    }

    private void WriteLongUtf8(ReadOnlySpan<char> value)
    {
        while (!value.IsEmpty)
        {
            int count = Math.Min(value.Length, MaxChunkSize / MaxBytesPerChar);
            count -= count < value.Length && char.IsHighSurrogate(value[count - 1]) ? 1 : 0;
            WriteUtf8(value[..count]);
            value = value[count..];
        }
    }

    private void WriteEscape(char character)
    {
        switch (character)
        {
            case '"':
                WriteRaw("\\\""u8);
                break;
            case '\\':
                WriteRaw("\\\\"u8);
                break;
            case '\n':
                WriteRaw("\\n"u8);
                break;
            case '\r':
                WriteRaw("\\r"u8);
                break;
            case '\t':
                WriteRaw("\\t"u8);
                break;
            default:
                WriteRaw("\\u00"u8);
                Utf8Formatter.TryFormat((byte)character, Reserve(2), out int written, new StandardFormat('x', 2));
                _used += written;
                break;
        }
    }

    /// <summary>Room for that many bytes at the position, <see cref="MaxChunkSize"/> at most.</summary>
    /// <exception cref="ResponseTooLargeException">There would be more than <see cref="MaxSize"/>.</exception>
    /// <exception cref="LargeResponsesBusyException">Other responses take the room.</exception>
    private Span<byte> Reserve(int count)
    {
        if (_chunk.Length - _used < count)
        {
            AddChunk(count);
        }

        return _chunk.AsSpan(_used);
    }

    private void AddChunk(int count)
    {
        if (Position + (long)count > MaxSize)
        {
            throw new ResponseTooLargeException($"more than {MaxSize} bytes");
        }

        int size = Math.Max(count, Math.Min(_chunk.Length * 2, MaxChunkSize));
        _lease.Grow(owner, _capacity + size);
        byte[] next = ArrayPool<byte>.Shared.Rent(size);
        _capacity += next.Length;
        (_fullChunks ??= []).Add((_chunkStart, _chunk));
        (_chunkStart, _used, _chunk) = (Position, 0, next);
    }

    private int IndexOfChunk(int position)
    {
        int index = _fullChunks!.Count;
        while (StartOfChunk(index) > position)
        {
            index--;
        }

        return index;
    }

    private int StartOfChunk(int index) => index == _fullChunks!.Count ? _chunkStart : _fullChunks[index].Start;
}

/// <summary>A response would have more bytes than it may.</summary>
/// <param name="what">What it would have, such as "more than 100 bytes".</param>
internal sealed class ResponseTooLargeException(string what) : Exception($"The response would have {what}.");
