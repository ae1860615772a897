using HotChocolate.Language;
using HotChocolate.Types;
using HotChocolate.Validation.Options;

namespace HotChocolate.Validation;

public sealed class LimitRuleTests
{
    [Theory]
    [InlineData("{ person(id: 1) { friends { name } } }", 3, true)]
    [InlineData("{ person(id: 1) { friends { name } } }", 2, false)]
    [InlineData("{ ...F } fragment F on Query { person(id: 1) { ...G } } fragment G on Person { name }", 2, true)]
    [InlineData("{ ...F } fragment F on Query { person(id: 1) { ...G } } fragment G on Person { name }", 1, false)]
    [InlineData("{ __schema { types { name } } }", 2, true)]
    public void MaxExecutionDepth_FieldsNestDeeper_IsRefused(string document, int limit, bool isAllowed)
    {
        var options = new ValidationOptions { MaxExecutionDepth = limit, SkipIntrospectionFields = true };

        string[] errors = Validated.Errors(document, options);

        Assert.Equal(
            isAllowed ? [] : [$"1:1 The fields of the operation without a name nest more than {limit} levels deep."],
            errors);
    }

    [Fact]
    public void MaxExecutionDepth_IntrospectionNotSkipped_CountsToo()
    {
        var options = new ValidationOptions { MaxExecutionDepth = 2 };

        Assert.Single(Validated.Errors("{ __schema { types { name } } }", options));
    }

    [Fact]
    public void MaxExecutionDepth_FragmentsChainedBeyondAnyStack_IsRefusedWithoutALimitSet()
    {
        string fragments = string.Concat(Enumerable.Range(0, 2_000).Select(
            i => $"fragment F{i} on Person {{ friends {{ ...F{i + 1} }} }} "));

        string[] errors =
            Validated.Errors($"{{ person(id: 1) {{ ...F0 }} }} {fragments} fragment F2000 on Person {{ name }}");

        Assert.Contains("1:1 The fields of the operation without a name nest more than 128 levels deep.", errors);
    }

    [Fact]
    public void Validate_TenThousandChainedFragments_TakesNoStack()
    {
        string fragments = string.Concat(Enumerable.Range(0, 10_000).Select(
            i => $"fragment F{i} on Person {{ ...F{i + 1} }} "));
        DocumentNode document = Utf8GraphQLParser.Parse(
            $"{{ person(id: 1) {{ ...F0 }} }} {fragments} fragment F10000 on Person {{ name }}",
            new RequestParserOptions { MaxAllowedTokens = 200_000, MaxAllowedNodes = 200_000 });

        Assert.Empty(DocumentValidator.Validate(Validated.Schema, document));
    }

    [Fact]
    public void Validate_MoreErrorsThanAnyoneReads_StopsAtAHundred()
    {
        string fields = string.Concat(Enumerable.Range(0, 500).Select(i => $"nope{i} "));

        Assert.Equal(100, Validated.Errors($"{{ {fields} }}").Length);
    }

    [Fact]
    public void Validate_ThousandsOfOperationsOverThousandsOfFragments_IsGivenUp()
    {
        string operations = string.Concat(Enumerable.Range(0, 1_500).Select(i => $"query Q{i} {{ ...F0 }} "));
        string fragments = string.Concat(Enumerable.Range(0, 1_500).Select(
            i => $"fragment F{i} on Query {{ ...F{i + 1} }} "));

        Assert.Contains(
            Validated.Errors($"{operations} {fragments} fragment F1500 on Query {{ number }}"),
            error => error.EndsWith(
                "The document is too complex: too many operations use too many fragments.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ __schema { description } }", "HC0046")]
    [InlineData("{ dog { ...F } __type(name: \"Dog\") { name } } fragment F on Dog { __typename }", "HC0046")]
    [InlineData("{ dog { __typename } }", null)]
    public void NoIntrospection_SwitchedOff_RefusesAllButTypeNames(string document, string? code)
    {
        var options = new ValidationOptions { AllowsIntrospection = false };

        IReadOnlyList<IError> errors =
            DocumentValidator.Validate(Validated.Schema, Utf8GraphQLParser.Parse(document), options);

        Assert.Equal(code, errors.SingleOrDefault()?.Code);
    }

    [Theory]
    [InlineData("{ list { a } }", false)]
    [InlineData("{ list(first: 1) { a } }", true)]
    [InlineData("{ list(first: 1, last: 1) { a } }", false)]
    [InlineData("{ free { a } }", true)]
    public void OneSlicingArgument_NotExactlyOne_IsRefused(string document, bool isAllowed)
    {
        Schema schema = SdlSchemaBuilder.Build(Utf8GraphQLParser.Parse(
            """
            directive @listSize(
              assumedSize: Int, slicingArguments: [String!], requireOneSlicingArgument: Boolean) on FIELD_DEFINITION
            type Query {
              list(first: Int, last: Int): [A] @listSize(slicingArguments: ["first", "last"])
              free(first: Int): [A] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
            }
            type A { a: Int }
            """));

        IReadOnlyList<IError> errors = DocumentValidator.Validate(schema, Utf8GraphQLParser.Parse(document));

        Assert.Equal(isAllowed ? null : "HC0082", errors.SingleOrDefault()?.Code);
    }
}
