using System.Buffers;
using System.Text;

namespace HotChocolate.AspNetCore.Streaming;

/// <summary>
/// The text of an event stream: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
/// with the events of graphql-sse's protocol.
/// </summary>
internal static class EventStreamFormat
{
    /// <summary>Writes the start of a <c>next</c> event. The parts of a response and an end follow.</summary>
    public static void WriteNextStart(IBufferWriter<byte> output, string? id)
    {
        WriteId(output, id);
        output.Write("event: next\ndata: "u8);
    }

    /// <summary>Writes a part of a response: each of its lines needs a field of its own.</summary>
    public static void WriteNextPart(IBufferWriter<byte> output, ReadOnlySpan<byte> part)
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

    /// <summary>Writes the end of a <c>next</c> event.</summary>
    public static void WriteNextEnd(IBufferWriter<byte> output) => output.Write("\n\n"u8);

    /// <summary>Writes a <c>complete</c> event, with a data line, since browsers drop events without.</summary>
    public static void WriteComplete(IBufferWriter<byte> output) => output.Write("event: complete\ndata:\n\n"u8);

    /// <summary>
    /// Writes a comment, which clients ignore, and an id without an event, from which a client goes on that reconnects.
    /// </summary>
    public static void WriteKeepAlive(IBufferWriter<byte> output, string? id)
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
