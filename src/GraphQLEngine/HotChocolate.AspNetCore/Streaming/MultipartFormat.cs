using System.Buffers;

namespace HotChocolate.AspNetCore.Streaming;

/// <summary>
/// The parts of Apollo's multipart subscriptions:
/// https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol. A boundary follows
/// each part at once, because clients read a part when they see the boundary behind it.
/// </summary>
internal sealed class MultipartFormat : StreamFormat
{
    /// <summary>The version of the protocol, which clients name in <c>Accept</c>.</summary>
    public const string Version = "1.0";

    /// <inheritdoc/>
    public override string ContentType => $"multipart/mixed;boundary=\"graphql\";subscriptionSpec=\"{Version}\"";

    /// <inheritdoc/>
    public override void WriteOpening(IBufferWriter<byte> output) => output.Write("\r\n--graphql"u8);

    /// <inheritdoc/>
    public override void WriteNextStart(IBufferWriter<byte> output, string? id)
    {
        WriteHead(output);
        output.Write("{\"payload\":"u8);
    }

    /// <inheritdoc/>
    public override void WriteNextPart(IBufferWriter<byte> output, ReadOnlySpan<byte> part) => output.Write(part);

    /// <inheritdoc/>
    public override void WriteNextEnd(IBufferWriter<byte> output) => output.Write("}\r\n--graphql"u8);

    /// <inheritdoc/>
    public override void WriteKeepAlive(IBufferWriter<byte> output, string? id)
    {
        WriteHead(output);
        output.Write("{}\r\n--graphql"u8);
    }

    /// <inheritdoc/>
    public override void WriteComplete(IBufferWriter<byte> output) => output.Write("--\r\n"u8);

    /// <summary>
    /// Writes an error of the transport. A stream that merely ends is complete to these clients.
    /// </summary>
    public override void WriteStopping(IBufferWriter<byte> output)
    {
        WriteHead(output);
        output.Write("{\"payload\":null,\"errors\":[{\"message\":\"The server stops; subscribe again.\","u8);
        output.Write("\"extensions\":{\"code\":\"SERVER_STOPPING\"}}]}\r\n--graphql"u8);
        WriteComplete(output);
    }

    private static void WriteHead(IBufferWriter<byte> output)
        => output.Write("\r\nContent-Type: application/json\r\n\r\n"u8);
}
