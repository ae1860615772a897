using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>https://spec.graphql.org/September2025/#sec-ID. Resolvers get a <see cref="string"/>.</summary>
internal sealed class IdScalar : TypedScalar<string>
{
    public IdScalar()
        : base("ID")
        => Description = "A key that identifies an object: a string, or a whole number taken as a string.";

    public override bool TryWrite(ResponseWriter writer, object value)
    {
        string? text = value switch
        {
            string key => key,
            Guid key => key.ToString(),
            _ => WholeNumber.TryConvert(value, out long number) ? number.ToString(CultureInfo.InvariantCulture) : null,
        };
        if (text is null)
        {
            return false;
        }

        writer.WriteString(text);
        return true;
    }

    protected override bool TryParse(ValueNode literal, [NotNullWhen(true)] out string? value)
    {
        value = literal switch
        {
            StringValueNode text => text.Value,
            IntValueNode number => number.Value,
            _ => null,
        };
        return value is not null;
    }

    protected override bool TryParse(JsonElement json, [NotNullWhen(true)] out string? value)
    {
        value = StringScalar.TryRead(json, out string? text) ? text
            : WholeNumber.TryRead(json, out long number) ? number.ToString(CultureInfo.InvariantCulture)
            : null;
        return value is not null;
    }

    protected override void Write(ResponseWriter writer, string value) => writer.WriteString(value);
}
