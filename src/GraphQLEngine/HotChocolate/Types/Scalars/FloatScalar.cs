using System.Globalization;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>https://spec.graphql.org/September2025/#sec-Float. Resolvers get a finite <see cref="double"/>.</summary>
internal sealed class FloatScalar : ScalarType
{
    public FloatScalar()
        : base("Float")
        => Description = "A double-precision number as IEEE 754 defines it, but finite.";

    public override bool TryParseLiteral(ValueNode literal, out object? value)
    {
        string? text = literal switch
        {
            IntValueNode whole => whole.Value,
            FloatValueNode real => real.Value,
            _ => null,
        };
        value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) ? number : null;
        return value is not null;
    }

    public override bool TryParseJson(JsonElement json, out object? value)
    {
        value = json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out double number)
            && double.IsFinite(number) ? number : null;
        return value is not null;
    }

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

    public override Action<ResponseWriter, T>? WriterFor<T>()
        => (Action<ResponseWriter, double>)(static (writer, value) => WriteFinite(writer, value))
            as Action<ResponseWriter, T>;

    private static void WriteFinite(ResponseWriter writer, double value)
    {
        if (!double.IsFinite(value))
        {
            throw InvalidLeaf.Create("Float", value);
        }

        writer.WriteDouble(value);
    }

    /// <summary>Writes 0.1f as 0.1 and not as the double 0.10000000149011612.</summary>
    private static void WriteSingle(ResponseWriter writer, float value)
        => writer.WriteDouble(
            double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
}
