using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace HotChocolate.Types.Relay;

/// <summary>
/// An id of a node as HotChocolate writes it: the base64 of the type's name, a colon, and the value. A
/// <see cref="Guid"/> is its 16 bytes, all else is text.
/// </summary>
/// <param name="TypeName">The name of the type.</param>
/// <param name="Value">The value, in UTF-8.</param>
internal readonly record struct NodeId(string TypeName, ReadOnlyMemory<byte> Value)
{
    private const byte Delimiter = (byte)':';
    private const int MaxLength = 1_024;
    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Whether values of the type can become ids.</summary>
    public static bool Supports(Type type)
        => type == typeof(string) || type == typeof(long) || type == typeof(int) || type == typeof(short)
            || type == typeof(Guid);

    /// <summary>The id of a value.</summary>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public static string Format(string typeName, object value)
    {
        byte[] content = value switch
        {
            string text => Encoding.UTF8.GetBytes(text),
            long or int or short => Encoding.ASCII.GetBytes(
                ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)),
            Guid guid => guid.ToByteArray(),
            _ => throw new InvalidOperationException($"A {value.GetType()} cannot become the id of a node."),
        };
        return Convert.ToBase64String([.. Encoding.UTF8.GetBytes(typeName), Delimiter, .. content]);
    }

    /// <summary>Takes an id apart.</summary>
    public static bool TryParse(string text, out NodeId id)
    {
        id = default;
        if (text.Length > MaxLength || !Ascii.IsValid(text))
        {
            return false;
        }

        string digits = text.TrimEnd('=');
        byte[] content = Encoding.ASCII.GetBytes(digits.PadRight((digits.Length + 3) / 4 * 4, '='));
        if (Base64.DecodeFromUtf8InPlace(content, out int length) != OperationStatus.Done)
        {
            return false;
        }

        int delimiter = content.AsSpan(0, length).IndexOf(Delimiter);
        if (delimiter < 0 || !TryDecode(content.AsSpan(0, delimiter), out string? typeName))
        {
            return false;
        }

        id = new NodeId(typeName, content.AsMemory(delimiter + 1, length - delimiter - 1));
        return true;
    }

    /// <summary>Reads the value as one of that type, which <see cref="Supports"/> says is one of ids.</summary>
    public bool TryRead(Type type, [NotNullWhen(true)] out object? value)
    {
        ReadOnlySpan<byte> content = Value.Span;
        value = null;
        if (type == typeof(Guid))
        {
            value = content.Length == 16 ? new Guid(content)
                : Guid.TryParseExact(Encoding.Latin1.GetString(content), "N", out Guid guid) ? guid
                : null;
        }
        else if (TryDecode(content, out string? text))
        {
            value = type == typeof(string) ? text
                : type == typeof(long) && TryReadNumber(text, out long number) ? number
                : type == typeof(int) && TryReadNumber(text, out int smaller) ? smaller
                : type == typeof(short) && TryReadNumber(text, out short smallest) ? (object)smallest
                : null;
        }

        return value is not null;
    }

    private static bool TryReadNumber<T>(string text, [MaybeNullWhen(false)] out T number)
        where T : ISpanParsable<T>, System.Numerics.INumberBase<T>
        => T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static bool TryDecode(ReadOnlySpan<byte> content, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = s_utf8.GetString(content);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            return false;
        }
    }
}
