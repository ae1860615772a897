using System.Buffers;

namespace HotChocolate.Types;

/// <summary>
/// A response in parts that are sent one after the other, at the pace of the client. The <c>data</c> is not copied: its
/// parts belong to the result, which must live until the last one has been sent.
/// </summary>
internal sealed class ResponseSegments : IBufferWriter<byte>
{
    private const int BufferSize = 1024;

    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>The parts, in order. Nothing can be written afterwards.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Finish()
    {
        Close();
        return _parts;
    }

    /// <summary>Adds memory that belongs to somebody else.</summary>
    public void Append(ReadOnlyMemory<byte> part)
    {
        if (part.Length <= BufferSize / 4)
        {
            this.Write(part.Span);
            return;
        }

        Close();
        _parts.Add(part);
    }

    public void Advance(int count) => _end += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - _end < Math.Max(sizeHint, 1))
        {
            Close();
            _buffer = new byte[Math.Max(sizeHint, BufferSize)];
            _start = _end = 0;
        }

        return _buffer.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private void Close()
    {
        if (_end > _start)
        {
            _parts.Add(_buffer.AsMemory(_start, _end - _start));
            _start = _end;
        }
    }
}
