namespace HotChocolate.Validation;

public sealed class FieldRuleTests
{
    [Theory]
    [InlineData("{ dog { nam } }", "1:9 Type `Dog` has no field `nam`. Did you mean `name`?")]
    [InlineData("{ pet { name } }", "1:9 Type `Pet` has no field `name`. Did you mean to select it within "
        + "`... on Cat` or `... on Dog`?")]
    [InlineData("{ dog { __schema { description } } }", "1:9 Type `Dog` has no field `__schema`.")]
    [InlineData("{ dog { xyz } }", "1:9 Type `Dog` has no field `xyz`.")]
    public void FieldsOnCorrectType_UnknownField_IsReportedWithWhatIsNear(string document, string error) =>
        Assert.Equal([error], Validated.Errors(document));

    [Theory]
    [InlineData("{ number { x } }", "1:10 Field `number` of type `Int` has no fields to select.")]
    [InlineData("{ dog }", "1:3 Field `dog` of type `Dog` needs a selection of its fields: `dog { ... }`.")]
    public void ScalarLeafs_SelectionThatDoesNotFitTheType_IsReported(string document, string error) =>
        Assert.Equal([error], Validated.Errors(document));

    [Theory]
    [InlineData("{ number(valu: 1) }", "1:10 The field `Query.number` has no argument `valu`. Did you mean `value`?")]
    [InlineData("{ number @once(b: 1) }", "1:16 The directive `@once` has no argument `b`. Did you mean `a`?")]
    public void KnownArgumentNames_UnknownArgument_IsReported(string document, string error) =>
        Assert.Equal([error], Validated.Errors(document));

    [Fact]
    public void UniqueArgumentNames_SameArgument_IsReportedAtTheFirst() => Assert.Equal(
        ["1:10 Argument `value` is given more than once."], Validated.Errors("{ number(value: 1, value: 2) }"));

    [Theory]
    [InlineData("{ person { name } }", "1:3 The field `Query.person` needs the argument `id` of type `ID!`.")]
    [InlineData("{ number @needs }", "1:10 The directive `@needs` needs the argument `a` of type `Int!`.")]
    public void ProvidedRequiredArguments_ArgumentLeftOut_IsReported(string document, string error) =>
        Assert.Equal([error], Validated.Errors(document));

    [Theory]
    [InlineData("{ number @nope }", "1:10 There is no directive `@nope`.")]
    [InlineData("{ number @onQuery }", "1:10 Directive `@onQuery` cannot be used on FIELD, only on QUERY.")]
    public void KnownDirectives_UnknownOrMisplaced_IsReported(string document, string error) =>
        Assert.Equal([error], Validated.Errors(document));

    [Fact]
    public void UniqueDirectivesPerLocation_TwiceUnlessRepeatable_IsReportedAtTheFirst() => Assert.Equal(
        ["1:10 Directive `@once` can be used only once here."],
        Validated.Errors("{ number @once @once @often @often }"));
}
