using System.Text;

namespace HotChocolate.Language;

public sealed class LexicalTests
{
    [Theory]
    [InlineData("""{ f(a: "plain") }""", "plain")]
    [InlineData("""{ f(a: "\"\\\/\b\f\n\r\t") }""", "\"\\/\b\f\n\r\t")]
    [InlineData("""{ f(a: "\u0041\u{1F600}\uD83D\uDE00 ü") }""", "A😀😀 ü")]
    [InlineData(
        "{ f(a: \"\"\"\n    first\n      second\n\n    \\\"\"\" third\n  \"\"\") }", "first\n  second\n\n\"\"\" third")]
    public void String_WithEscapesOrIndentation_HasTheValueItMeans(string document, string value)
    {
        var operation = (OperationDefinitionNode)Utf8GraphQLParser.Parse(document).Definitions[0];
        var field = (FieldNode)operation.SelectionSet.Selections[0];

        Assert.Equal(value, ((StringValueNode)field.Arguments[0].Value).Value);
    }

    [Theory]
    [InlineData("{ f(a: 01) }", 1, 9)]
    [InlineData("{ f(a: 1.) }", 1, 10)]
    [InlineData("{ f(a: 1e) }", 1, 10)]
    [InlineData("{ f(a: 1x) }", 1, 9)]
    [InlineData("{ f(a: -) }", 1, 9)]
    [InlineData("{ f(a: \"open) }", 1, 16)]
    [InlineData("{ f(a: \"open\n\") }", 1, 13)]
    [InlineData("{ f(a: \"\\q\") }", 1, 9)]
    [InlineData("{ f(a: \"\\uD800\") }", 1, 9)]
    [InlineData("{ f(a: \"\\u{110000}\") }", 1, 9)]
    [InlineData("{ f(a: \"\"\"open\n\n) }", 3, 4)]
    [InlineData("{\r\n  a\r  ?\n}", 3, 3)]
    [InlineData("{ ..a }", 1, 3)]
    [InlineData("{ f(a: \"😀\") ? }", 1, 14)]
    public void Parse_WrongToken_FailsAtTheOffendingCharacter(string document, int line, int column) =>
        Assert.Equal(new SourceLocation(line, column), SyntaxErrors.LocationOf(document));

    [Theory]
    [InlineData(new byte[] { 0xFF }, 10)]
    [InlineData(new byte[] { 0xC0, 0x80 }, 10)]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, 10)]
    [InlineData(new byte[] { 0xC3, 0xBC, 0xE2, 0x82 }, 11)]
    public void Parse_BytesThatAreNotUtf8_FailsWhereTheyBegin(byte[] bytes, int column)
    {
        byte[] document = [.. "{ f(a: \"x"u8, .. bytes, .. "\") }"u8];

        var error = Assert.Throws<SyntaxException>(() => Utf8GraphQLParser.Parse(document));

        Assert.Equal(new SourceLocation(1, column), error.Location);
    }

    [Theory]
    [InlineData("# <high>\n{ a }", 1, 3)]
    [InlineData("{ a } # <low>", 1, 9)]
    [InlineData("{ a } # <high>", 1, 9)]
    [InlineData("{ f(a: \"<low><high>\") }", 1, 9)]
    [InlineData("{ f(a: \"<high><low><high>\") }", 1, 11)]
    public void Parse_LoneSurrogate_FailsWhereItStands(string template, int line, int column)
    {
        // Attributes cannot hold lone surrogates.
        string document = template.Replace("<high>", "\uD83D").Replace("<low>", "\uDE00");

        Assert.Equal(new SourceLocation(line, column), SyntaxErrors.LocationOf(document));
    }

    [Fact]
    public void Parse_ByteOrderMarkAndCommas_AreIgnored()
    {
        DocumentNode document = Utf8GraphQLParser.Parse(Encoding.UTF8.GetBytes("\uFEFF{ a,,,b, }"));

        Assert.Equal("{\n  a\n  b\n}", SyntaxPrinter.Print(document));
    }

    [Fact]
    public void Parse_NameThatOccursOften_IsAllocatedOnce()
    {
        string fields = string.Concat(Enumerable.Range(0, 500).Select(i => $"field{i} "));
        var operation = (OperationDefinitionNode)Utf8GraphQLParser.Parse($"{{ {fields} {fields} }}").Definitions[0];
        SelectionNode[] selections = operation.SelectionSet.Items;

        for (int i = 0; i < 500; i++)
        {
            Assert.Equal($"field{i}", ((FieldNode)selections[i]).Name.Value);
            Assert.Same(((FieldNode)selections[i]).Name.Value, ((FieldNode)selections[i + 500]).Name.Value);
        }
    }
}
