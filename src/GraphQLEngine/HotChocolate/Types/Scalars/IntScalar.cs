using System.Globalization;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>https://spec.graphql.org/September2025/#sec-Int. Resolvers get an <see cref="int"/>.</summary>
internal sealed class IntScalar : ScalarType
{
    public IntScalar()
        : base("Int")
        => Description = "A signed whole number of 32 bits.";

    public override bool TryParseLiteral(ValueNode literal, out object? value)
    {
        value = null;
        if (literal is IntValueNode node
            && int.TryParse(node.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            value = number;
        }

        return value is not null;
    }

    public override bool TryParseJson(JsonElement json, out object? value)
    {
        value = null;
        if (WholeNumber.TryRead(json, out long number) && number is >= int.MinValue and <= int.MaxValue)
        {
            value = (int)number;
        }

        return value is not null;
    }

    public override bool TryWrite(ResponseWriter writer, object value)
    {
        if (!WholeNumber.TryConvert(value, out long number) || number is < int.MinValue or > int.MaxValue)
        {
            return false;
        }

        writer.WriteInt32((int)number);
        return true;
    }

    public override Action<ResponseWriter, T>? WriterFor<T>()
        => (Action<ResponseWriter, int>)(static (writer, value) => writer.WriteInt32(value))
            as Action<ResponseWriter, T>;
}
