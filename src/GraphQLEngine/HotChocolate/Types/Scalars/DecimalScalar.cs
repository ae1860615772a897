using System.Globalization;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>A decimal number of up to 28 digits. Resolvers get a <see cref="decimal"/>.</summary>
internal sealed class DecimalScalar : TypedScalar<decimal>
{
    public DecimalScalar()
        : base("Decimal")
        => Description = "A decimal number of up to 28 significant digits, not rounded to binary fractions.";

    public override bool TryWrite(ResponseWriter writer, object value)
    {
        if (base.TryWrite(writer, value))
        {
            return true;
        }

        if (!WholeNumber.TryConvert(value, out long whole))
        {
            return false;
        }

        writer.WriteInt64(whole);
        return true;
    }

    protected override bool TryParse(ValueNode literal, out decimal value)
        => decimal.TryParse(
            NumberLiteral.TextOf(literal), NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    protected override bool TryParse(JsonElement json, out decimal value)
    {
        value = 0;
        return json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out value);
    }

    protected override void Write(ResponseWriter writer, decimal value) => writer.WriteDecimal(value);
}
