using System.Globalization;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>https://spec.graphql.org/September2025/#sec-Float. Resolvers get a finite <see cref="double"/>.</summary>
internal sealed class FloatScalar : TypedScalar<double>
{
    public FloatScalar()
        : base("Float")
        => Description = "A double-precision number as IEEE 754 defines it, but finite.";

    public override bool TryWrite(ResponseWriter writer, object value)
    {
        switch (value)
        {
            case double real when double.IsFinite(real):
                writer.WriteDouble(real);
                return true;
            case float real when float.IsFinite(real):
                WriteSingle(writer, real);
                return true;
            case decimal real:
                writer.WriteDecimal(real);
                return true;
            case double or float:
                return false;
            default:
                if (!WholeNumber.TryConvert(value, out long whole))
                {
                    return false;
                }

                writer.WriteInt64(whole);
                return true;
        }
    }

    protected override bool TryParse(ValueNode literal, out double value)
        => double.TryParse(
            NumberLiteral.TextOf(literal), NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);

    protected override bool TryParse(JsonElement json, out double value)
    {
        value = 0;
        return json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out value) && double.IsFinite(value);
    }

    protected override void Write(ResponseWriter writer, double value)
    {
        if (!double.IsFinite(value))
        {
            throw InvalidLeaf.Create(Name, value);
        }

        writer.WriteDouble(value);
    }

    /// <summary>Writes 0.1f as 0.1 and not as the double 0.10000000149011612.</summary>
    private static void WriteSingle(ResponseWriter writer, float value)
        => writer.WriteDouble(
            double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
}
