namespace HotChocolate.Language;

/// <summary>What tests ask of documents that do not parse.</summary>
internal static class SyntaxErrors
{
    public static SourceLocation LocationOf(string document, RequestParserOptions? options = null) =>
        Assert.Throws<SyntaxException>(() => Utf8GraphQLParser.Parse(document, options)).Location;

    public static string MessageOf(string document, RequestParserOptions? options = null) =>
        Assert.Throws<SyntaxException>(() => Utf8GraphQLParser.Parse(document, options)).Message;
}
