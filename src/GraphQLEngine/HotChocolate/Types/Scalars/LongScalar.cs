using System.Globalization;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>A whole number of 64 bits. Resolvers get a <see cref="long"/>.</summary>
internal sealed class LongScalar : ScalarType
{
    public LongScalar()
        : base("Long")
        => Description = "A signed whole number of 64 bits.";

    public override bool TryParseLiteral(ValueNode literal, out object? value)
    {
        value = null;
        if (literal is IntValueNode node
            && long.TryParse(node.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            value = number;
        }

        return value is not null;
    }

    public override bool TryParseJson(JsonElement json, out object? value)
    {
        value = WholeNumber.TryRead(json, out long number) ? number : null;
        return value is not null;
    }

    public override bool TryWrite(ResponseWriter writer, object value)
    {
        if (!WholeNumber.TryConvert(value, out long number))
        {
            return false;
        }

        writer.WriteInt64(number);
        return true;
    }

    public override Action<ResponseWriter, T>? WriterFor<T>()
        => (Action<ResponseWriter, long>)(static (writer, value) => writer.WriteInt64(value))
            as Action<ResponseWriter, T>;
}
