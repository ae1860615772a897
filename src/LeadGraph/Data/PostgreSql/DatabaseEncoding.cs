using System.Text;

namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// The encoding of a database that does not have every character. The server refuses a statement with a parameter in
/// which there are others, although no row can hold them.
/// </summary>
/// <remarks>https://www.postgresql.org/docs/current/multibyte.html, table 23.3: the encodings of servers.</remarks>
internal sealed class DatabaseEncoding
{
    // Text that no row holds: nobody can guess it.
    private static readonly string Unknown = $"\u0001{Guid.NewGuid():N}";

    private readonly Encoding _encoding;

    private DatabaseEncoding(Encoding encoding) => _encoding = encoding;

    /// <summary>The encoding of that name; null if it has every character, or .NET does not know it.</summary>
    /// <param name="name">PostgreSQL's name, or null for UTF-8.</param>
    public static DatabaseEncoding? Of(string? name)
    {
        int codePage = name switch
        {
            "LATIN1" => 28591,
            "LATIN2" => 28592,
            "LATIN3" => 28593,
            "LATIN4" => 28594,
            "LATIN5" => 28599,
            "LATIN7" => 28603,
            "LATIN9" => 28605,
            "ISO_8859_5" => 28595,
            "ISO_8859_6" => 28596,
            "ISO_8859_7" => 28597,
            "ISO_8859_8" => 28598,
            "KOI8R" => 20866,
            "KOI8U" => 21866,
            "WIN866" => 866,
            "WIN874" => 874,
            "WIN1250" => 1250,
            "WIN1251" => 1251,
            "WIN1252" => 1252,
            "WIN1253" => 1253,
            "WIN1254" => 1254,
            "WIN1255" => 1255,
            "WIN1256" => 1256,
            "WIN1257" => 1257,
            "WIN1258" => 1258,
            "EUC_CN" => 51936,
            "EUC_JP" => 51932,
            "EUC_KR" => 51949,
            _ => 0
        };
        return codePage == 0 ? null : new DatabaseEncoding(
            CodePagesEncodingProvider.Instance.GetEncoding(
                codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            ?? Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback));
    }

    /// <summary>The text, or another one that no row holds if it has a character that the database lacks.</summary>
    /// <param name="text">The text.</param>
    public string? Encodable(string? text) => text is null || IsEncodable(text) ? text : Unknown;

    private bool IsEncodable(string text)
    {
        if (Ascii.IsValid(text))
        {
            return true;
        }

        try
        {
            _encoding.GetByteCount(text);
            // .NET takes the code points of unused bytes for characters, which some encodings of PostgreSQL lack.
            return text.AsSpan().IndexOfAnyInRange('\u0080', '\u009f') < 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
