namespace HotChocolate.Validation;

public sealed class ValueRuleTests
{
    [Theory]
    [InlineData("{ number(value: null) }", "1:17 null is no value of type `Int!`.")]
    [InlineData("{ number(value: 2147483648) }", "1:17 2147483648 is no value of type `Int!`.")]
    [InlineData("{ number(value: \"1\") }", "1:17 \"1\" is no value of type `Int!`.")]
    [InlineData("{ person(id: 1, ids: [1, x]) { name } }", "1:26 x is no value of type `Int!`.")]
    [InlineData("{ person(id: 1, ids: {}) { name } }", "1:22 {  } is no value of type `[Int!]`.")]
    [InlineData("{ person(id: 1, color: GREN) { name } }", "1:24 Enum `Color` has no value `GREN`. Did you mean "
        + "`GREEN`?")]
    [InlineData("{ person(id: 1, color: \"RED\") { name } }", "1:24 \"RED\" is no value of type `Color`. It takes one "
        + "of RED, GREEN, without quotes.")]
    [InlineData("{ person(id: 1, filter: 1) { name } }", "1:25 1 is no value of type `Filter`. It takes an object, "
        + "between braces.")]
    [InlineData("{ person(id: 1, filter: {}) { name } }", "1:25 Input type `Filter` needs the field `name` of type "
        + "`String!`.")]
    [InlineData("{ person(id: 1, filter: { name: \"\", sise: 1 }) { name } }", "1:37 Input type `Filter` has no field "
        + "`sise`. Did you mean `size`?")]
    [InlineData("{ person(id: 1, choice: { a: 1, b: \"\" }) { name } }", "1:25 Input type `Choice` takes exactly one "
        + "of `a`, `b`, and not null.")]
    [InlineData("{ person(id: 1, choice: { a: null }) { name } }", "1:25 Input type `Choice` takes exactly one of `a`, "
        + "`b`, and not null.")]
    [InlineData("{ number @include(if: 1) }", "1:23 1 is no value of type `Boolean!`.")]
    [InlineData("query ($v: Int! = \"x\") { number(value: $v) }", "1:19 \"x\" is no value of type `Int!`.")]
    public void ValuesOfCorrectType_LiteralOfAnotherType_IsReportedAtTheLiteral(string document, string error) =>
        Assert.Equal([error], Validated.Errors(document));

    [Fact]
    public void ValuesOfCorrectType_LongLiteral_IsShownInPart()
    {
        string error = Assert.Single(Validated.Errors($$"""{ number(value: "{{new string('x', 500)}}") }"""));

        Assert.Equal($"1:17 \"{new string('x', 56)}... is no value of type `Int!`.", error);
    }

    [Fact]
    public void UniqueInputFieldNames_SameField_IsReportedAtTheFirst() => Assert.Equal(
        ["1:27 Input field `name` is given more than once."],
        Validated.Errors("{ person(id: 1, filter: { name: \"a\", name: \"b\" }) { name } }"));
}
