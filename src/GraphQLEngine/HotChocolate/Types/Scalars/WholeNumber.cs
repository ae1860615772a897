using System.Text.Json;

namespace HotChocolate.Types;

/// <summary>
/// Reads whole numbers, however they are written: in JSON <c>1</c>, <c>1.0</c> and <c>1e0</c> are one number.
/// </summary>
internal static class WholeNumber
{
    public static bool TryRead(JsonElement json, out long number)
    {
        number = 0;
        return json.ValueKind == JsonValueKind.Number
            && (json.TryGetInt64(out number)
                || (json.TryGetDecimal(out decimal value) && TryConvert(value, out number)));
    }

    /// <summary>The number that a C# value stands for without loss.</summary>
    public static bool TryConvert(object value, out long number)
    {
        switch (value)
        {
            case int int32:
                number = int32;
                return true;
            case long int64:
                number = int64;
                return true;
            case short or ushort or byte or sbyte or uint:
                number = Convert.ToInt64(value, null);
                return true;
            case ulong unsigned when unsigned <= long.MaxValue:
                number = (long)unsigned;
                return true;
            case double real when real is >= -9223372036854775808.0 and < 9223372036854775808.0
                && Math.Truncate(real) == real:
                number = (long)real;
                return true;
            case decimal real when real is >= long.MinValue and <= long.MaxValue && decimal.Truncate(real) == real:
                number = (long)real;
                return true;
            default:
                number = 0;
                return false;
        }
    }
}
