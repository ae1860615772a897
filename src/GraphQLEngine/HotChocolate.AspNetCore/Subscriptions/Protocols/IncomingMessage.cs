using System.Text.Json;

namespace HotChocolate.AspNetCore.Subscriptions.Protocols;

/// <summary>A message of a client. Its payload is a part of the bytes it was read from.</summary>
internal readonly record struct IncomingMessage(string? Type, string? Id, ReadOnlyMemory<byte> Payload)
    : IOperationMessagePayload
{
    /// <summary>Reads a message.</summary>
    /// <exception cref="SocketProtocolException">It is not one.</exception>
    public static IncomingMessage Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return Read(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new SocketProtocolException(
                SocketCloseCodes.BadRequest, "A message must be a JSON object, with no key twice.");
        }
    }

    public T? As<T>() where T : class
    {
        try
        {
            return Payload.IsEmpty ? null : JsonSerializer.Deserialize<T>(Payload.Span, JsonSerializerOptions.Web);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private static IncomingMessage Read(ReadOnlyMemory<byte> json)
    {
        string? type = null;
        string? id = null;
        ReadOnlyMemory<byte> payload = default;
        bool hasType = false;
        bool hasId = false;
        bool hasPayload = false;
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            bool isId = reader.ValueTextEquals("id"u8);
            bool isPayload = reader.ValueTextEquals("payload"u8);
            if ((isType && hasType) || (isId && hasId) || (isPayload && hasPayload))
            {
                // Another reader of the message may take the other one.
                throw new JsonException();
            }

            (hasType, hasId, hasPayload) = (hasType || isType, hasId || isId, hasPayload || isPayload);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            if (isType)
            {
                type = reader.GetString();
            }
            else if (isId)
            {
                id = reader.GetString();
            }
            else
            {
                reader.Skip();
                payload = isPayload ? json[start..(int)reader.BytesConsumed] : payload;
            }
        }

        reader.Read();
        return new IncomingMessage(type, id, payload);
    }
}
