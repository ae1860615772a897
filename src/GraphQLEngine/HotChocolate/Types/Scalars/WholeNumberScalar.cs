using System.Globalization;
using System.Numerics;
using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>
/// A signed whole number of at most 64 bits: https://spec.graphql.org/September2025/#sec-Int for
/// <typeparamref name="T"/> = <see cref="int"/>.
/// </summary>
internal sealed class WholeNumberScalar<T> : TypedScalar<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public WholeNumberScalar(string name)
        : base(name)
        => Description = $"A signed whole number of {T.Zero.GetByteCount() * 8} bits.";

    public override bool TryWrite(ResponseWriter writer, object value)
    {
        if (!WholeNumber.TryConvert(value, out long number) || !IsInRange(number))
        {
            return false;
        }

        writer.WriteInt64(number);
        return true;
    }

    protected override bool TryParse(ValueNode literal, out T value)
    {
        value = default;
        return literal is IntValueNode node
            && T.TryParse(node.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    protected override bool TryParse(JsonElement json, out T value)
    {
        bool isWhole = WholeNumber.TryRead(json, out long number) && IsInRange(number);
        value = isWhole ? T.CreateTruncating(number) : default;
        return isWhole;
    }

    protected override void Write(ResponseWriter writer, T value) => writer.WriteInt64(long.CreateTruncating(value));

    private static bool IsInRange(long number)
        => number >= long.CreateTruncating(T.MinValue) && number <= long.CreateTruncating(T.MaxValue);
}
