using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;

namespace HotChocolate.Types;

/// <summary>
/// Writes JSON as UTF-8 into one pooled buffer. Unlike a JSON writer of the framework it can be wound back,
/// which null propagation needs: an object that turns out to be null is cut off again.
/// </summary>
internal sealed class ResponseWriter : IDisposable
{
    /// <summary>
    /// The most bytes of one response: aliases repeat a value for next to no cost, and as often as a document is long.
    /// </summary>
    public const int MaxSize = 8 * 1024 * 1024;

    private static readonly SearchValues<char> s_escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private LargeBuffers.Lease _large;

    /// <summary>How many bytes have been written.</summary>
    public int Position { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Position);

    /// <summary>Forgets everything after the position.</summary>
    public void Truncate(int position) => Position = position;

    /// <summary>Writes bytes that are JSON already.</summary>
    public void WriteRaw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Reserve(json.Length));
        Position += json.Length;
    }

    public void WriteByte(byte value)
    {
        Reserve(1)[0] = value;
        Position++;
    }

    public void WriteNull() => WriteRaw("null"u8);

    public void WriteBoolean(bool value) => WriteRaw(value ? "true"u8 : "false"u8);

    public void WriteInt32(int value)
    {
        Utf8Formatter.TryFormat(value, Reserve(11), out int written);
        Position += written;
    }

    public void WriteInt64(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out int written);
        Position += written;
    }

    /// <summary>Writes a number that is finite.</summary>
    public void WriteDouble(double value)
    {
        value.TryFormat(Reserve(32), out int written, "R", CultureInfo.InvariantCulture);
        Position += written;
    }

    public void WriteDecimal(decimal value)
    {
        value.TryFormat(Reserve(32), out int written, default, CultureInfo.InvariantCulture);
        Position += written;
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
        Position += 26;
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
        byte[] buffer = _buffer;
        _buffer = [];
        Position = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _large.Release();
    }

    private void WriteUtf8(ReadOnlySpan<char> value)
    {
        Span<byte> target = Reserve(value.Length * 3);
        Utf8.FromUtf16(value, target, out _, out int written, replaceInvalidSequences: true);
        Position += written;
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
                Position += written;
                break;
        }
    }

    /// <summary>Room for that many bytes at the position.</summary>
    /// <exception cref="ResponseTooLargeException">There would be more than <see cref="MaxSize"/>.</exception>
    /// <exception cref="LargeBuffersExhaustedException">Other responses take the room.</exception>
    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Position < count)
        {
            if (Position + (long)count > MaxSize)
            {
                throw new ResponseTooLargeException();
            }

            int size = Math.Max(Math.Min(_buffer.Length * 2, MaxSize), Position + count);
            _large.Grow(size);
            byte[] larger = ArrayPool<byte>.Shared.Rent(size);
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(Position);
    }
}

/// <summary>A response would have more than <see cref="ResponseWriter.MaxSize"/> bytes.</summary>
internal sealed class ResponseTooLargeException()
    : Exception($"The response would have more than {ResponseWriter.MaxSize} bytes.");
