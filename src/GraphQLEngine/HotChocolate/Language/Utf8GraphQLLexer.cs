using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace HotChocolate.Language;

/// <summary>
/// Splits UTF-8 text into tokens, one at a time: https://spec.graphql.org/September2025/#sec-Language.Source-Text.
/// It holds the current token; <see cref="Advance"/> replaces it by the next.
/// </summary>
internal ref struct Utf8GraphQLLexer
{
    private const int MaxHexDigits = 8;

    private static readonly SearchValues<byte> NameContinue =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> PlainAscii = CreatePlainAscii();

    private readonly ReadOnlySpan<byte> _source;
    private readonly int _maxTokens;
    private int _position;
    private int _line;

    // The byte offset that column 1 of the line would have if all characters since were one byte long. Counting
    // UTF-16 code units this way costs nothing where the text is ASCII.
    private int _lineOrigin;

    public Utf8GraphQLLexer(ReadOnlySpan<byte> source, int maxTokens)
    {
        _source = source;
        _maxTokens = maxTokens;
        _line = 1;
        Location = new SourceLocation(1, 1);
    }

    /// <summary>The kind of the current token.</summary>
    public TokenKind Kind { get; private set; }

    /// <summary>How many tokens there have been, the current one included.</summary>
    public int Tokens { get; private set; }

    /// <summary>Where the current token begins.</summary>
    public SourceLocation Location { get; private set; }

    /// <summary>The bytes of the current name or number.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>The meaning of the current string token, escapes and indentation resolved.</summary>
    public string StringValue { get; private set; } = "";

    private readonly SourceLocation Here => new(_line, _position - _lineOrigin + 1);

    /// <exception cref="SyntaxException">What follows is no token.</exception>
    public void Advance()
    {
        SkipIgnored();
        Location = Here;
        if (_position == _source.Length)
        {
            Kind = TokenKind.EndOfFile;
            return;
        }

        if (++Tokens > _maxTokens)
        {
            throw new SyntaxException($"The document has more than {_maxTokens} tokens.", Location);
        }

        byte first = _source[_position];
        switch (first)
        {
            case (byte)'!':
                Punctuator(TokenKind.Bang);
                break;
            case (byte)'$':
                Punctuator(TokenKind.Dollar);
                break;
            case (byte)'&':
                Punctuator(TokenKind.Ampersand);
                break;
            case (byte)'(':
                Punctuator(TokenKind.LeftParenthesis);
                break;
            case (byte)')':
                Punctuator(TokenKind.RightParenthesis);
                break;
            case (byte)':':
                Punctuator(TokenKind.Colon);
                break;
            case (byte)'=':
                Punctuator(TokenKind.EqualsSign);
                break;
            case (byte)'@':
                Punctuator(TokenKind.At);
                break;
            case (byte)'[':
                Punctuator(TokenKind.LeftBracket);
                break;
            case (byte)']':
                Punctuator(TokenKind.RightBracket);
                break;
            case (byte)'{':
                Punctuator(TokenKind.LeftBrace);
                break;
            case (byte)'|':
                Punctuator(TokenKind.Pipe);
                break;
            case (byte)'}':
                Punctuator(TokenKind.RightBrace);
                break;
            case (byte)'.' when _source[_position..].StartsWith("..."u8):
                Kind = TokenKind.Spread;
                _position += 3;
                break;
            case (byte)'"' when _source[_position..].StartsWith("\"\"\""u8):
                ReadBlockString();
                break;
            case (byte)'"':
                ReadString();
                break;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                ReadNumber();
                break;
            case (byte)'_' or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'a' and <= (byte)'z'):
                ReadName();
                break;
            default:
                throw UnexpectedCharacter();
        }
    }

    private void Punctuator(TokenKind kind)
    {
        Kind = kind;
        _position++;
    }

    private void ReadName()
    {
        ReadOnlySpan<byte> rest = _source[_position..];
        int length = rest.IndexOfAnyExcept(NameContinue);
        Text = length < 0 ? rest : rest[..length];
        Kind = TokenKind.Name;
        _position += Text.Length;
    }

    private void SkipIgnored()
    {
        while (_position < _source.Length)
        {
            switch (_source[_position])
            {
                case (byte)' ' or (byte)'\t' or (byte)',':
                    _position++;
                    break;
                case (byte)'\n' or (byte)'\r':
                    SkipLineBreak();
                    break;
                case (byte)'#':
                    SkipComment();
                    break;
                case 0xEF when _source[_position..].StartsWith("\uFEFF"u8):
                    SkipRune();
                    break;
                default:
                    return;
            }
        }
    }

    private void SkipComment()
    {
        while (_position < _source.Length && _source[_position] is not ((byte)'\n' or (byte)'\r'))
        {
            SkipRune();
        }
    }

    private void SkipLineBreak()
    {
        _position += _source[_position..].StartsWith("\r\n"u8) ? 2 : 1;
        _line++;
        _lineOrigin = _position;
    }

    /// <summary>Steps over one character of any kind, keeping count of the column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipRune()
    {
        if (_source[_position] < 0x80)
        {
            _position++;
        }
        else
        {
            SkipNonAsciiRune();
        }
    }

    private void SkipNonAsciiRune()
    {
        if (Rune.DecodeFromUtf8(_source[_position..], out Rune rune, out int length) != OperationStatus.Done)
        {
            throw UnexpectedCharacter();
        }

        _position += length;
        _lineOrigin += length - rune.Utf16SequenceLength;
    }

    // https://spec.graphql.org/September2025/#sec-Int-Value and #sec-Float-Value
    private void ReadNumber()
    {
        int start = _position;
        Kind = TokenKind.Integer;
        SkipByte((byte)'-');
        if (SkipByte((byte)'0'))
        {
            if (_position < _source.Length && char.IsAsciiDigit((char)_source[_position]))
            {
                throw new SyntaxException("A number does not begin with 0.", Here);
            }
        }
        else
        {
            SkipDigits();
        }

        if (SkipByte((byte)'.'))
        {
            Kind = TokenKind.Float;
            SkipDigits();
        }

        if (SkipByte((byte)'e') || SkipByte((byte)'E'))
        {
            Kind = TokenKind.Float;
            _ = SkipByte((byte)'+') || SkipByte((byte)'-');
            SkipDigits();
        }

        if (_position < _source.Length && (_source[_position] == '.' || NameContinue.Contains(_source[_position])))
        {
            throw new SyntaxException($"A number is not followed by {DescribeCharacter()}.", Here);
        }

        Text = _source[start.._position];
    }

    private bool SkipByte(byte value)
    {
        if (_position < _source.Length && _source[_position] == value)
        {
            _position++;
            return true;
        }

        return false;
    }

    private void SkipDigits()
    {
        int start = _position;
        while (_position < _source.Length && char.IsAsciiDigit((char)_source[_position]))
        {
            _position++;
        }

        if (_position == start)
        {
            throw new SyntaxException($"Expected a digit of a number, found {DescribeCharacter()}.", Here);
        }
    }

    private static SearchValues<byte> CreatePlainAscii()
    {
        Span<byte> plain = stackalloc byte[0x80];
        int count = 0;
        for (int i = 0; i < 0x80; i++)
        {
            if ((char)i is not ('"' or '\\' or '\n' or '\r'))
            {
                plain[count++] = (byte)i;
            }
        }

        return SearchValues.Create(plain[..count]);
    }

    private void SkipPlainAscii()
    {
        ReadOnlySpan<byte> rest = _source[_position..];
        int length = rest.IndexOfAnyExcept(PlainAscii);
        _position += length < 0 ? rest.Length : length;
    }

    // https://spec.graphql.org/September2025/#sec-String-Value
    private void ReadString()
    {
        int start = ++_position;
        bool hasEscapes = false;
        while (true)
        {
            SkipPlainAscii();
            if (_position == _source.Length || _source[_position] is (byte)'\n' or (byte)'\r')
            {
                throw new SyntaxException("A string is not terminated.", Here);
            }

            byte current = _source[_position];
            if (current == '"')
            {
                break;
            }

            if (current == '\\')
            {
                hasEscapes = true;
                _position += ReadEscape(_source[_position..], out _);
            }
            else
            {
                SkipNonAsciiRune();
            }
        }

        ReadOnlySpan<byte> raw = _source[start.._position++];
        Kind = TokenKind.String;
        StringValue = hasEscapes ? Unescape(raw) : Encoding.UTF8.GetString(raw);
    }

    /// <returns>The bytes that the escape sequence, which begins with its backslash, is long.</returns>
    private readonly int ReadEscape(ReadOnlySpan<byte> escape, out Rune rune)
    {
        rune = default;
        if (escape.Length < 2)
        {
            throw InvalidEscape();
        }

        if (escape[1] == 'u')
        {
            return escape.Length > 2 && escape[2] == '{'
                ? ReadBracedEscape(escape, out rune)
                : ReadFixedEscape(escape, out rune);
        }

        rune = escape[1] switch
        {
            (byte)'"' => new Rune('"'),
            (byte)'\\' => new Rune('\\'),
            (byte)'/' => new Rune('/'),
            (byte)'b' => new Rune('\b'),
            (byte)'f' => new Rune('\f'),
            (byte)'n' => new Rune('\n'),
            (byte)'r' => new Rune('\r'),
            (byte)'t' => new Rune('\t'),
            _ => throw InvalidEscape(),
        };
        return 2;
    }

    private readonly int ReadBracedEscape(ReadOnlySpan<byte> escape, out Rune rune)
    {
        int digits = escape[3..].IndexOf((byte)'}');
        if (digits is < 1 or > MaxHexDigits
            || !TryReadHex(escape.Slice(3, digits), out uint value)
            || !Rune.TryCreate(value, out rune))
        {
            throw InvalidEscape();
        }

        return digits + 4;
    }

    private readonly int ReadFixedEscape(ReadOnlySpan<byte> escape, out Rune rune)
    {
        if (escape.Length >= 6 && TryReadHex(escape.Slice(2, 4), out uint first))
        {
            if (Rune.TryCreate(first, out rune))
            {
                return 6;
            }

            if (escape.Length >= 12 && escape[6] == '\\' && escape[7] == 'u'
                && TryReadHex(escape.Slice(8, 4), out uint second)
                && Rune.TryCreate((char)first, (char)second, out rune))
            {
                return 12;
            }
        }

        throw InvalidEscape();
    }

    private static bool TryReadHex(ReadOnlySpan<byte> digits, out uint value)
    {
        value = 0;
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }

            value = (value << 4) | (uint)((digit & 0xF) + (digit > '9' ? 9 : 0));
        }

        return true;
    }

    private readonly string Unescape(ReadOnlySpan<byte> raw)
    {
        // No escape sequence is shorter than what it stands for.
        char[] buffer = BoundedArrayPool<char>.Rent(raw.Length);
        int length = 0;
        while (!raw.IsEmpty)
        {
            int plain = raw.IndexOf((byte)'\\');
            ReadOnlySpan<byte> text = plain < 0 ? raw : raw[..plain];
            length += Encoding.UTF8.GetChars(text, buffer.AsSpan(length));
            raw = raw[text.Length..];
            if (!raw.IsEmpty)
            {
                raw = raw[ReadEscape(raw, out Rune rune)..];
                length += rune.EncodeToUtf16(buffer.AsSpan(length));
            }
        }

        string value = new(buffer, 0, length);
        BoundedArrayPool<char>.Return(buffer);
        return value;
    }

    // https://spec.graphql.org/September2025/#BlockStringCharacter
    private void ReadBlockString()
    {
        _position += 3;
        int start = _position;
        bool hasEscapes = false;
        while (true)
        {
            SkipPlainAscii();
            if (_position == _source.Length)
            {
                throw new SyntaxException("A block string is not terminated.", Here);
            }

            switch (_source[_position])
            {
                case (byte)'\n' or (byte)'\r':
                    SkipLineBreak();
                    break;
                case (byte)'\\' when _source[_position..].StartsWith("\\\"\"\""u8):
                    hasEscapes = true;
                    _position += 4;
                    break;
                case (byte)'"' when _source[_position..].StartsWith("\"\"\""u8):
                    string raw = Encoding.UTF8.GetString(_source[start.._position]);
                    _position += 3;
                    Kind = TokenKind.BlockString;
                    StringValue = BlockString.Dedent(hasEscapes ? raw.Replace("\\\"\"\"", "\"\"\"") : raw);
                    return;
                default:
                    SkipRune();
                    break;
            }
        }
    }

    private readonly SyntaxException InvalidEscape() => new("A string has an invalid escape sequence.", Here);

    private readonly SyntaxException UnexpectedCharacter() => new($"Unexpected {DescribeCharacter()}.", Here);

    private readonly string DescribeCharacter()
    {
        if (_position == _source.Length)
        {
            return "end of the document";
        }

        return Rune.DecodeFromUtf8(_source[_position..], out Rune rune, out _) != OperationStatus.Done
            ? "byte that is not UTF-8"
            : rune.Value is > 0x20 and < 0x7F ? $"character \"{rune}\"" : $"character U+{rune.Value:X4}";
    }
}
