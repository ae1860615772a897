using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>https://spec.graphql.org/September2025/#sec-String. Resolvers get a <see cref="string"/>.</summary>
internal sealed class StringScalar : ScalarType
{
    public StringScalar()
        : base("String")
        => Description = "A text: any sequence of Unicode scalar values.";

    public override bool TryParseLiteral(ValueNode literal, out object? value)
    {
        value = (literal as StringValueNode)?.Value;
        return value is not null;
    }

    public override bool TryParseJson(JsonElement json, out object? value)
    {
        value = TryRead(json, out string? text) ? text : null;
        return value is not null;
    }

    public override bool TryWrite(ResponseWriter writer, object value)
    {
        if (value is not string text)
        {
            return false;
        }

        writer.WriteString(text);
        return true;
    }

    public override Action<ResponseWriter, T>? WriterFor<T>()
        => (Action<ResponseWriter, string>)(static (writer, value) => writer.WriteString(value))
            as Action<ResponseWriter, T>;

    /// <summary>
    /// Reads a JSON string; false for anything else, and where an escape makes half a surrogate pair.
    /// </summary>
    public static bool TryRead(JsonElement json, out string? text)
    {
        text = null;
        if (json.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            text = json.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
