using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>
/// Any JSON value: the scalar <c>JSON</c>, and the custom scalars of schemas made from SDL, of which nothing is
/// known. Resolvers get a <see cref="JsonElement"/>. An enum literal stands for its name.
/// </summary>
internal sealed class JsonScalar(string name) : ScalarType(name)
{
    /// <summary>Beyond what the parser lets through, so that depth is refused there and not here.</summary>
    private const int MaxDepth = 1_000;

    private static readonly JsonSerializerOptions s_options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    private static readonly JsonWriterOptions s_writerOptions = new() { Encoder = s_options.Encoder };

    public override bool TryParseLiteral(ValueNode literal, out object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_writerOptions))
        {
            WriteLiteral(writer, literal);
        }

        value = JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return true;
    }

    public override bool TryParseJson(JsonElement json, out object? value)
    {
        value = json.Clone();
        return true;
    }

    public override bool TryWrite(ResponseWriter writer, object value)
    {
        switch (value)
        {
            case JsonElement element:
                return TryWriteElement(writer, element);
            case JsonDocument document:
                return TryWriteElement(writer, document.RootElement);
            case string text:
                writer.WriteString(text);
                return true;
            default:
                return TrySerialize(writer, value);
        }
    }

    private static bool TryWriteElement(ResponseWriter writer, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
        {
            return false;
        }

        ReadOnlySpan<byte> json = JsonMarshal.GetRawUtf8Value(element);
        if (json.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            writer.WriteRaw(json);
            return true;
        }

        // Responses are sent on one line, which event streams rely on.
        return TrySerialize(writer, element);
    }

    private static bool TrySerialize(ResponseWriter writer, object value)
    {
        try
        {
            writer.WriteRaw(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), s_options));
            return true;
        }
        catch (Exception exception) when (exception is NotSupportedException
            or JsonException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void WriteLiteral(Utf8JsonWriter writer, ValueNode literal)
    {
        switch (literal)
        {
            case IntValueNode node:
                writer.WriteRawValue(node.Value, skipInputValidation: true);
                break;
            case FloatValueNode node:
                writer.WriteRawValue(node.Value, skipInputValidation: true);
                break;
            case StringValueNode node:
                writer.WriteStringValue(node.Value);
                break;
            case EnumValueNode node:
                writer.WriteStringValue(node.Value);
                break;
            case BooleanValueNode node:
                writer.WriteBooleanValue(node.Value);
                break;
            case ListValueNode node:
                writer.WriteStartArray();
                foreach (ValueNode item in node.Items)
                {
                    WriteLiteral(writer, item);
                }

                writer.WriteEndArray();
                break;
            case ObjectValueNode node:
                writer.WriteStartObject();
                foreach (ObjectFieldNode field in node.Fields)
                {
                    writer.WritePropertyName(field.Name.Value);
                    WriteLiteral(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
