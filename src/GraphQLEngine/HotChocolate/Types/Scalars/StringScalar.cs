using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>https://spec.graphql.org/September2025/#sec-String. Resolvers get a <see cref="string"/>.</summary>
internal sealed class StringScalar : TypedScalar<string>
{
    public StringScalar()
        : base("String")
        => Description = "A text: any sequence of Unicode scalar values.";

    /// <summary>
    /// Reads a JSON string; false for anything else, and where an escape makes half a surrogate pair.
    /// </summary>
    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (json.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            text = json.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    protected override bool TryParse(ValueNode literal, [NotNullWhen(true)] out string? value)
    {
        value = (literal as StringValueNode)?.Value;
        return value is not null;
    }

    protected override bool TryParse(JsonElement json, [NotNullWhen(true)] out string? value)
        => TryRead(json, out value);

    protected override void Write(ResponseWriter writer, string value) => writer.WriteString(value);
}
