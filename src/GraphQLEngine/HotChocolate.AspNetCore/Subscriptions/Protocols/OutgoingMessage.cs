using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HotChocolate.Execution;

namespace HotChocolate.AspNetCore.Subscriptions.Protocols;

/// <summary>The messages that the server sends.</summary>
internal enum OutgoingMessageType
{
    ConnectionAck,
    Pong,
    Next,
    Error,
    Complete,
}

/// <summary>A message to the client. It owns its result until it has been written or dropped.</summary>
internal readonly record struct OutgoingMessage(
    OutgoingMessageType Type, string? OperationId = null, OperationResult? Result = null)
{
    private static readonly JsonWriterOptions s_options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the message as JSON.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        switch (Type)
        {
            case OutgoingMessageType.ConnectionAck:
                output.Write("""{"type":"connection_ack"}"""u8);
                break;
            case OutgoingMessageType.Pong:
                output.Write("""{"type":"pong"}"""u8);
                break;
            case OutgoingMessageType.Next:
                WriteStart(output, """{"type":"next","id":"""u8);
                output.Write(",\"payload\":"u8);
                Result!.WriteTo(output);
                output.Write("}"u8);
                break;
            case OutgoingMessageType.Error:
                WriteStart(output, """{"type":"error","id":"""u8);
                output.Write(",\"payload\":"u8);
                WriteErrors(output);
                output.Write("}"u8);
                break;
            case OutgoingMessageType.Complete:
                WriteStart(output, """{"type":"complete","id":"""u8);
                output.Write("}"u8);
                break;
        }
    }

    private void WriteStart(IBufferWriter<byte> output, ReadOnlySpan<byte> start)
    {
        output.Write(start);
        using var writer = new Utf8JsonWriter(output, s_options);
        writer.WriteStringValue(OperationId);
    }

    private void WriteErrors(IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, s_options);
        ResponseFormatter.WriteErrors(writer, Result!.Errors);
    }
}
