namespace HotChocolate.Language;

/// <summary>A source text is not a GraphQL document, or passes a limit of <see cref="RequestParserOptions"/>.</summary>
internal sealed class SyntaxException(string message, SourceLocation location) : Exception(message)
{
    /// <summary>The start of the unexpected token, or the offending character within a token.</summary>
    public SourceLocation Location { get; } = location;
}
