namespace HotChocolate.Language;

public sealed class ParserTests
{
    [Fact]
    public void Parse_Operation_KeepsAllPartsAndTheirLocations()
    {
        DocumentNode document = Utf8GraphQLParser.Parse(
            """
            "What it is for"
            query Q($v: [Int!]! = [1] @d) @e {
              alias: field(arg: $v) @f { ...F }
            }
            """);

        var operation = Assert.IsType<OperationDefinitionNode>(Assert.Single(document.Definitions));
        Assert.Equal("What it is for", operation.Description!.Value);
        Assert.Equal("Q", operation.Name!.Value);
        Assert.Equal(new SourceLocation(1, 1), operation.Location);
        VariableDefinitionNode variable = Assert.Single(operation.VariableDefinitions);
        Assert.Equal("[Int!]!", SyntaxPrinter.Print(variable.Type));
        Assert.IsType<ListValueNode>(variable.DefaultValue);
        Assert.Equal("d", Assert.Single(variable.Directives).Name.Value);
        var field = Assert.IsType<FieldNode>(Assert.Single(operation.SelectionSet.Selections));
        Assert.Equal("alias", field.ResponseKey);
        Assert.Equal(new SourceLocation(3, 3), field.Location);
        var argument = Assert.IsType<VariableNode>(Assert.Single(field.Arguments).Value);
        Assert.Equal(new SourceLocation(3, 21), argument.Location);
        Assert.IsType<FragmentSpreadNode>(Assert.Single(field.SelectionSet!.Selections));
    }

    [Fact]
    public void Parse_TypeSystem_TellsDefinitionsFromExtensions()
    {
        DocumentNode document = Utf8GraphQLParser.Parse(
            """
            "d" type A implements B & C @x { f(a: Int = 1): [A!]! }
            extend type A { g: Int }
            directive @x(a: Int) repeatable on OBJECT | FIELD
            """);

        var definition = Assert.IsType<ObjectTypeDefinitionNode>(document.Definitions[0]);
        Assert.False(definition.IsExtension);
        Assert.Equal(["B", "C"], definition.Interfaces.Select(type => type.Name.Value));
        Assert.True(Assert.IsType<ObjectTypeDefinitionNode>(document.Definitions[1]).IsExtension);
        var directive = Assert.IsType<DirectiveDefinitionNode>(document.Definitions[2]);
        Assert.True(directive.IsRepeatable);
        Assert.Equal(["OBJECT", "FIELD"], directive.Locations.Select(location => location.Value));
    }

    [Theory]
    [InlineData("", "Did not expect the end of the document here.")]
    [InlineData("{ a ", "Expected a name, found the end of the document.")]
    [InlineData("{ a(b 1) }", "Expected \":\", found number 1.")]
    [InlineData("fragment on on T { a }", "Did not expect name \"on\" here.")]
    [InlineData("query ($a: Int = $b) { a }", "A variable stands where only a constant may.")]
    [InlineData("\"d\" { a }", "A description stands only before a definition with a keyword.")]
    [InlineData("enum E { true }", "true, false and null are no enum values.")]
    [InlineData("directive @a on SOMEWHERE", "\"SOMEWHERE\" is no directive location.")]
    public void Parse_WrongGrammar_SaysWhatIsWrong(string document, string message) =>
        Assert.Equal(message, SyntaxErrors.MessageOf(document));

    [Fact]
    public void Parse_MoreTokensThanAllowed_Fails() => Assert.Equal(
        "The document has more than 3 tokens.",
        SyntaxErrors.MessageOf("{ a b }", new RequestParserOptions { MaxAllowedTokens = 3 }));

    [Fact]
    public void Parse_MoreNodesThanAllowed_Fails() => Assert.StartsWith(
        "The document has more than 4 syntax nodes.",
        SyntaxErrors.MessageOf("{ a(b: [1, 2, 3]) }", new RequestParserOptions { MaxAllowedNodes = 4 }),
        StringComparison.Ordinal);

    [Fact]
    public void Parse_MoreFieldsThanAllowed_FailsAtTheFirstTooMany() => Assert.Equal(
        new SourceLocation(1, 11),
        SyntaxErrors.LocationOf("{ a { b } c }", new RequestParserOptions { MaxAllowedFields = 2 }));

    [Theory]
    [InlineData("{ a ", "{ a", " }")]
    [InlineData("{ a(b: ", "[", "]) }")]
    [InlineData("{ a(b: ", "{ c: ", "}) }")]
    [InlineData("query ($v: ", "[", "]) { a }")]
    public void Parse_NestingWithoutEnd_FailsBeforeTheStackDoes(string start, string repeated, string end)
    {
        string document = start + string.Concat(Enumerable.Repeat(repeated, 30_000)) + end;

        Assert.Equal("The document nests more than 128 levels deep.", SyntaxErrors.MessageOf(document));
    }

    [Theory]
    [InlineData("[1, { a: $b }]", "[1, { a: $b }]")]
    [InlineData("ENUM", "ENUM")]
    public void ParseValue_ASingleValue_IsThatValue(string text, string printed) =>
        Assert.Equal(printed, SyntaxPrinter.Print(Utf8GraphQLParser.ParseValue(text)));

    [Fact]
    public void ParseType_MoreThanAType_Fails()
    {
        Assert.Equal("[Int!]", SyntaxPrinter.Print(Utf8GraphQLParser.ParseType("[Int!]")));
        Assert.Throws<SyntaxException>(() => Utf8GraphQLParser.ParseType("Int Int"));
    }
}
