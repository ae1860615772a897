namespace HotChocolate.Validation;

public sealed class OperationRuleTests
{
    [Fact]
    public void Validate_DocumentWithNothingWrong_HasNoErrors() => Assert.Empty(Validated.Errors(
        """
        query Q($id: ID!, $length: Int = 3) @onQuery {
          person(id: $id, filter: { name: "x", deep: { name: "y", any: [1, { a: "b" }] } }, ids: 1) {
            ...Parts @include(if: true)
            pet { __typename ... on Dog { barks } ... on Named { name } }
          }
          __schema { types { name } }
        }
        fragment Parts on Person { name(length: $length) friends { name } }
        """));

    [Fact]
    public void ExecutableDefinitions_TypeDefinition_IsReported() => Assert.Equal(
        ["1:17 The definition of type `T` is not executable; a request has operations and fragments only."],
        Validated.Errors("{ dog { name }} type T { a: Int }"));

    [Fact]
    public void KnownOperationTypes_KindThatTheSchemaLacks_IsReported() => Assert.Equal(
        ["1:1 The schema has no mutation operations."], Validated.Errors("mutation { go }"));

    [Fact]
    public void UniqueOperationNames_SameName_IsReportedAtTheFirst() => Assert.Equal(
        ["1:7 There is more than one operation named `A`."],
        Validated.Errors("query A { number } query A { number }"));

    [Fact]
    public void LoneAnonymousOperation_BesideAnother_IsReported() => Assert.Equal(
        ["1:1 An operation without a name must be the only one in its document."],
        Validated.Errors("{ number } query A { number }"));

    [Fact]
    public void SingleFieldSubscriptions_TwoFields_IsReportedAtTheSecond() => Assert.Equal(
        ["1:26 Subscription operation `S` must select one field only."],
        Validated.Errors("subscription S { a: tick b: tock }"));

    [Theory]
    [InlineData("subscription { __typename }", "1:16 Subscription the operation without a name cannot select the "
        + "meta-field `__typename`.")]
    [InlineData("subscription { tick @skip(if: false) }", "1:21 The root field of the operation without a name cannot "
        + "depend on `@skip` or `@include`.")]
    public void SingleFieldSubscriptions_RootFieldThatMayBeMissing_IsReported(string document, string error) =>
        Assert.Equal([error], Validated.Errors(document));

    [Fact]
    public void UniqueVariableNames_SameName_IsReportedAtTheFirst() => Assert.Equal(
        ["1:9 There is more than one variable `$a`."],
        Validated.Errors("query ($a: Int!, $a: Int!) { number(value: $a) }"));

    [Fact]
    public void VariablesAreInputTypes_ObjectType_IsReportedAtTheType() => Assert.Contains(
        "1:12 Variable `$a` cannot be of type `[Dog]`, which is no input type.",
        Validated.Errors("query ($a: [Dog]) { number(value: $a) }"));

    [Fact]
    public void NoUndefinedVariables_UseInAFragment_IsReportedForEachOperationThatSpreadsIt() => Assert.Equal(
        ["1:116 Variable `$l` is not defined by operation `B`."],
        Validated.Errors(
            "query A($l: Int) { person(id: 1) { ...F } } query B { person(id: 1) { ...F } } "
            + "fragment F on Person { name(length: $l) }"));

    [Fact]
    public void NoUnusedVariables_VariableWithoutUse_IsReported() => Assert.Equal(
        ["1:9 Variable `$a` is not used in operation `Q`."], Validated.Errors("query Q($a: Int) { number }"));

    [Theory]
    [InlineData("query ($a: String) { number(value: $a) }", "`String` is used where type `Int!` is expected")]
    [InlineData("query ($a: Int) { person(id: 1, ids: [$a]) { name } }", "`Int` is used where type `Int!` is expected")]
    [InlineData("query ($a: [Int]) { person(id: 1, ids: $a) { name } }", "`[Int]` is used where type `[Int!]`")]
    [InlineData("query ($a: Int) { person(id: 1, choice: { a: $a }) { name } }", "must not be nullable")]
    public void VariablesInAllowedPosition_TypeThatDoesNotFit_IsReportedAtTheVariable(string document, string message)
    {
        string error = Assert.Single(Validated.Errors(document));

        Assert.StartsWith("1:8 Variable `$a` of type ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query ($a: Int) { number(value: $a) }")]
    [InlineData("query ($a: ID = 1) { person(id: $a) { name } }")]
    [InlineData("query ($a: Int) { person(id: 1, any: { x: [$a] }) { name } }")]
    [InlineData("query ($a: Int!) { person(id: 1, choice: { a: $a }) { name } }")]
    public void VariablesInAllowedPosition_TypeThatFitsWithDefaults_IsAllowed(string document) =>
        Assert.Empty(Validated.Errors(document));
}
