using System.Buffers;
using System.Text;

namespace HotChocolate.AspNetCore.Streaming;

/// <summary>
/// The text of an event stream: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
/// with the events of graphql-sse's protocol.
/// </summary>
internal sealed class EventStreamFormat : StreamFormat
{
    /// <inheritdoc/>
    public override string ContentType => "text/event-stream; charset=utf-8";

    /// <summary>Writes nothing: events need none.</summary>
    public override void WriteOpening(IBufferWriter<byte> output)
    {
    }

    /// <inheritdoc/>
    public override void WriteNextStart(IBufferWriter<byte> output, string? id)
    {
        WriteId(output, id);
        output.Write("event: next\ndata: "u8);
    }

    /// <summary>Writes a part of a response: each of its lines needs a field of its own.</summary>
    public override void WriteNextPart(IBufferWriter<byte> output, ReadOnlySpan<byte> part)
    {
        int line;
        while ((line = part.IndexOfAny((byte)'\n', (byte)'\r')) >= 0)
        {
            output.Write(part[..line]);
            output.Write("\ndata: "u8);
            part = part[(line + 1)..];
        }

        output.Write(part);
    }

    /// <inheritdoc/>
    public override void WriteNextEnd(IBufferWriter<byte> output) => output.Write("\n\n"u8);

    /// <summary>Writes a <c>complete</c> event, with a data line, since browsers drop events without.</summary>
    public override void WriteComplete(IBufferWriter<byte> output) => output.Write("event: complete\ndata:\n\n"u8);

    /// <summary>Writes nothing: a stream that ends without <c>complete</c> is one to connect to again.</summary>
    public override void WriteStopping(IBufferWriter<byte> output)
    {
    }

    /// <summary>
    /// Writes a comment, which clients ignore, and an id without an event, from which a client goes on that reconnects.
    /// </summary>
    public override void WriteKeepAlive(IBufferWriter<byte> output, string? id)
    {
        output.Write(":\n"u8);
        WriteId(output, id);
        output.Write("\n"u8);
    }

    private static void WriteId(IBufferWriter<byte> output, string? id)
    {
        if (id is not null)
        {
            output.Write("id: "u8);
            Encoding.UTF8.GetBytes(id, output);
            output.Write("\n"u8);
        }
    }
}
