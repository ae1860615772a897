using System.Text.Json;
using System.Text.Unicode;

namespace HotChocolate.AspNetCore.Http;

/// <summary>
/// Whether JSON stands for text. The grammar of JSON allows escapes that make half of a surrogate pair, and .NET reads
/// bytes that are no UTF-8; either fails only when the string, or a key beside the one that is looked for, is read.
/// </summary>
internal static class JsonText
{
    /// <summary>Checks every string and every key, once, so that whatever reads them later need not.</summary>
    /// <exception cref="InvalidOperationException">One of them is no text.</exception>
    /// <exception cref="JsonException">It is not JSON, up to the first string that is no text.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            throw new InvalidOperationException();
        }

        // Only an escape can stand for half of a pair.
        if (json.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.ValueIsEscaped)
            {
                reader.GetString();
            }
        }
    }
}
