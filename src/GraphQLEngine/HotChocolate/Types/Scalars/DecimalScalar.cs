using System.Globalization;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>A decimal number of up to 28 digits. Resolvers get a <see cref="decimal"/>.</summary>
internal sealed class DecimalScalar : ScalarType
{
    public DecimalScalar()
        : base("Decimal")
        => Description = "A decimal number of up to 28 significant digits, not rounded to binary fractions.";

    public override bool TryParseLiteral(ValueNode literal, out object? value)
    {
        string? text = literal switch
        {
            IntValueNode whole => whole.Value,
            FloatValueNode real => real.Value,
            _ => null,
        };
        value = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            ? number
            : null;
        return value is not null;
    }

    public override bool TryParseJson(JsonElement json, out object? value)
    {
        value = json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out decimal number) ? number : null;
        return value is not null;
    }

    public override bool TryWrite(ResponseWriter writer, object value)
    {
        if (value is decimal number)
        {
            writer.WriteDecimal(number);
            return true;
        }

        if (WholeNumber.TryConvert(value, out long whole))
        {
            writer.WriteInt64(whole);
            return true;
        }

        return false;
    }

    public override Action<ResponseWriter, T>? WriterFor<T>()
        => (Action<ResponseWriter, decimal>)(static (writer, value) => writer.WriteDecimal(value))
            as Action<ResponseWriter, T>;
}
