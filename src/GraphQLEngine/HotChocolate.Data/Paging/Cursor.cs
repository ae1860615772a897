using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace HotChocolate.Data;

/// <summary>A row's place in the list as clients see it: the base64 of its index in decimal digits.</summary>
internal static class Cursor
{
    /// <summary>Eighteen digits fit into a long, with room for sums.</summary>
    private const int MaxDigits = 18;

    public static string Format(long index)
        => Convert.ToBase64String(Encoding.ASCII.GetBytes(index.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Reads an index from 0 on; it may lie far outside the list.</summary>
    public static bool TryParse(string cursor, out long index)
    {
        index = 0;
        Span<byte> digits = stackalloc byte[MaxDigits];
        return cursor.Length <= Base64.GetMaxEncodedToUtf8Length(MaxDigits)
            && Convert.TryFromBase64Chars(cursor, digits, out int count)
            && long.TryParse(digits[..count], NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}
