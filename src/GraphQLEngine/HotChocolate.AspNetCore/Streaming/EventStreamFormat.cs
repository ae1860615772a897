using System.Buffers;
using HotChocolate.Execution;

namespace HotChocolate.AspNetCore.Streaming;

/// <summary>
/// The text of an event stream: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
/// with the events of graphql-sse's protocol.
/// </summary>
internal static class EventStreamFormat
{
    /// <summary>Writes a <c>next</c> event with a response.</summary>
    /// <param name="output">The event stream.</param>
    /// <param name="result">The response.</param>
    /// <param name="scratch">Empty, and left empty; lines can only be told apart once the response is written.</param>
    public static void WriteNext(IBufferWriter<byte> output, OperationResult result, ArrayBufferWriter<byte> scratch)
    {
        result.WriteTo(scratch);
        output.Write("event: next\n"u8);
        ReadOnlySpan<byte> json = scratch.WrittenSpan;
        while (true)
        {
            int line = json.IndexOfAny((byte)'\n', (byte)'\r');
            output.Write("data: "u8);
            output.Write(line < 0 ? json : json[..line]);
            output.Write("\n"u8);
            if (line < 0)
            {
                break;
            }

            json = json[(line + 1)..];
        }

        output.Write("\n"u8);
        scratch.ResetWrittenCount();
    }

    /// <summary>Writes a <c>complete</c> event, with a data line, since browsers drop events without.</summary>
    public static void WriteComplete(IBufferWriter<byte> output) => output.Write("event: complete\ndata:\n\n"u8);

    /// <summary>Writes a comment, which clients ignore.</summary>
    public static void WriteKeepAlive(IBufferWriter<byte> output) => output.Write(":\n\n"u8);
}
