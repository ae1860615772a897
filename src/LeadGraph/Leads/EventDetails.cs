using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LeadGraph.Leads;

/// <summary>Converts the details of events to JSON that clients can parse.</summary>
public static class EventDetails
{
    /// <summary>What a string begins with that stands for a number of which no client can hold the value.</summary>
    public const string OutOfRange = "number out of range: ";

    // PostgreSQL limits the depth of stored JSON, and this parser is not recursive.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = int.MaxValue };

    /// <summary>Parses details as JSON of any depth.</summary>
    /// <param name="details">The text of the row, or null.</param>
    /// <returns>
    /// The value on one line, with numbers beyond the range of a double as strings that begin with
    /// <see cref="OutOfRange"/>; invalid JSON as a string.
    /// </returns>
    public static JsonElement? Parse(string? details)
    {
        if (details is null)
        {
            return null;
        }

        byte[] json = Encoding.UTF8.GetBytes(details);
        try
        {
            return JsonElement.Parse(IsPlain(json) ? json : Rewrite(json), Options);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(details);
        }
    }

    private static Utf8JsonReader Reader(ReadOnlySpan<byte> json)
        => new(json, new JsonReaderOptions { MaxDepth = int.MaxValue });

    private static bool IsPlain(ReadOnlySpan<byte> json)
    {
        if (json.ContainsAny((byte)'\n', (byte)'\r'))
        {
            return false;
        }

        Utf8JsonReader reader = Reader(json);
        while (reader.Read())
        {
            if (IsBeyondDouble(ref reader))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsBeyondDouble(ref Utf8JsonReader reader)
        => reader.TokenType == JsonTokenType.Number
            && !(reader.TryGetDouble(out double number) && double.IsFinite(number));

    // Tokens are copied unchanged. Between tokens only commas and colons are kept, which drops white space.
    private static ReadOnlySpan<byte> Rewrite(ReadOnlySpan<byte> json)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 2);
        Utf8JsonReader reader = Reader(json);
        int end = 0;
        while (reader.Read())
        {
            int start = (int)reader.TokenStartIndex;
            foreach (byte between in json[end..start])
            {
                if (between is (byte)',' or (byte)':')
                {
                    output.Write([between]);
                }
            }

            bool isText = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
            end = start + reader.ValueSpan.Length + (isText ? 2 : 0);
            bool isBeyond = IsBeyondDouble(ref reader);
            output.Write(isBeyond ? Encoding.UTF8.GetBytes($"\"{OutOfRange}") : default);
            output.Write(json[start..end]);
            output.Write(isBeyond ? "\""u8 : default);
        }

        return output.WrittenSpan;
    }
}
