namespace HotChocolate.Language;

/// <summary>The kinds of lexical token: https://spec.graphql.org/September2025/#Token</summary>
internal enum TokenKind : byte
{
    StartOfFile,
    EndOfFile,
    Bang,
    Dollar,
    Ampersand,
    LeftParenthesis,
    RightParenthesis,
    Spread,
    Colon,
    EqualsSign,
    At,
    LeftBracket,
    RightBracket,
    LeftBrace,
    Pipe,
    RightBrace,
    Name,
    Integer,
    Float,
    String,
    BlockString,
}
