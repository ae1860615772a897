using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HotChocolate.Language;

/// <summary>
/// Parses GraphQL source text, executable and type system documents alike:
/// https://spec.graphql.org/September2025/#sec-Language.
/// </summary>
internal static class Utf8GraphQLParser
{
    private static readonly RequestParserOptions DefaultOptions = new();

    /// <summary>Parses a document.</summary>
    /// <exception cref="SyntaxException">The text is no document, or is over a limit.</exception>
    public static DocumentNode Parse(ReadOnlySpan<byte> utf8, RequestParserOptions? options = null)
    {
        var parser = new DocumentParser(utf8, options ?? DefaultOptions);
        return parser.ParseDocument();
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, RequestParserOptions?)"/>
    public static DocumentNode Parse(string text, RequestParserOptions? options = null)
    {
        byte[] buffer = BoundedArrayPool<byte>.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            return Parse(buffer.AsSpan(0, Encode(text, buffer)), options);
        }
        finally
        {
            BoundedArrayPool<byte>.Return(buffer);
        }
    }

    /// <summary>Parses a value that stands alone, such as a default value.</summary>
    /// <exception cref="SyntaxException">The text is no value, or is over a limit.</exception>
    public static ValueNode ParseValue(string text)
    {
        var parser = new DocumentParser(Encoding.UTF8.GetBytes(text), DefaultOptions);
        return parser.ParseSingleValue();
    }

    /// <summary>Parses a type reference that stands alone.</summary>
    /// <exception cref="SyntaxException">The text is no type reference, or is over a limit.</exception>
    public static TypeNode ParseType(string text)
    {
        var parser = new DocumentParser(Encoding.UTF8.GetBytes(text), DefaultOptions);
        return parser.ParseSingleType();
    }

    /// <summary>
    /// Encodes text as UTF-8. A lone surrogate, which UTF-8 cannot express, becomes the three bytes it would have:
    /// the lexer refuses them where they stand, as it does any other invalid byte.
    /// </summary>
    private static int Encode(ReadOnlySpan<char> text, Span<byte> utf8)
    {
        int length = 0;
        while (true)
        {
            OperationStatus status = Utf8.FromUtf16(
                text, utf8[length..], out int read, out int written, replaceInvalidSequences: false);
            length += written;
            if (status == OperationStatus.Done)
            {
                return length;
            }

            // A high surrogate at the very end is "invalid data" too, since this is the final block.
            char surrogate = text[read];
            utf8[length++] = (byte)(0xE0 | (surrogate >> 12));
            utf8[length++] = (byte)(0x80 | ((surrogate >> 6) & 0x3F));
            utf8[length++] = (byte)(0x80 | (surrogate & 0x3F));
            text = text[(read + 1)..];
        }
    }
}
