using HotChocolate.Language;

namespace HotChocolate.Validation;

public sealed class TypeSystemRuleTests
{
    [Theory]
    [InlineData("schema { query: A } schema { mutation: A } type A", "1:21 The schema is defined already; use "
        + "`extend schema`.")]
    [InlineData("schema { query: A query: A } type A", "1:10 The schema can have one query type only.")]
    [InlineData("type A type A", "1:6 There is more than one type `A`.")]
    [InlineData("enum E { A B A }", "1:10 There is more than one enum value `E.A`.")]
    [InlineData("type A { f: Int } extend type A { f: Int }", "1:10 There is more than one field `A.f`.")]
    [InlineData("type A { f(x: Int, x: Int): Int }", "1:12 Argument `A.f(x:)` is defined more than once.")]
    [InlineData("directive @d on OBJECT directive @d on OBJECT", "1:12 There is more than one directive `@d`.")]
    [InlineData("type Ab { f: Ac }", "1:14 There is no type `Ac`. Did you mean `Ab`?")]
    [InlineData("type A @nope", "1:8 There is no directive `@nope`.")]
    [InlineData("type A @skip(if: true)", "1:8 Directive `@skip` cannot be used on OBJECT, only on FIELD, "
        + "FRAGMENT_SPREAD, INLINE_FRAGMENT.")]
    [InlineData("directive @d on OBJECT type A @d extend type A @d", "1:31 Directive `@d` can be used only once here.")]
    [InlineData("extend type A { f: Int }", "1:13 There is no type `A` to extend.")]
    [InlineData("input A extend type A { f: Int }", "1:1 `A` is of another kind than its extension.")]
    [InlineData("directive @d(a: Int!) on OBJECT type A @d", "1:40 The directive `@d` needs the argument `a` of type "
        + "`Int!`.")]
    [InlineData("directive @d on OBJECT type A @d(a: 1)", "1:34 The directive `@d` has no argument `a`.")]
    public void TypeSystemValidator_WrongDefinition_IsReported(string sdl, string error) => Assert.Equal(
        [error], Validated.Describe(TypeSystemValidator.Validate(Utf8GraphQLParser.Parse(sdl))));

    [Theory]
    [InlineData("type A { g: Int }", "1:6 The existing schema defines type `A` already.")]
    [InlineData("extend type A { f: Int }", "1:17 The existing schema defines field `A.f` already.")]
    [InlineData("extend enum E { X }", "1:17 The existing schema defines enum value `E.X` already.")]
    [InlineData("directive @d on FIELD", "1:12 The existing schema defines directive `@d` already.")]
    [InlineData("directive @skip on FIELD", "1:12 The existing schema defines directive `@skip` already.")]
    [InlineData("extend schema { query: A }", "1:17 The schema has a query type already.")]
    [InlineData("schema { query: A }", "1:1 The schema is defined already; use `extend schema`.", "1:10 The schema has "
        + "a query type already.")]
    public void TypeSystemValidator_RedefinitionOfWhatExists_IsReported(string sdl, params string[] errors)
    {
        DocumentNode existing =
            Utf8GraphQLParser.Parse("directive @d on OBJECT type Query { a: A } type A { f: Int } enum E { X }");

        Assert.Equal(errors, Validated.Describe(TypeSystemValidator.Validate(Utf8GraphQLParser.Parse(sdl), existing)));
    }

    [Fact]
    public void TypeSystemValidator_WholeTypeSystem_HasNoErrors() => Assert.Empty(TypeSystemValidator.Validate(
        Utf8GraphQLParser.Parse(
            """
            extend type Query { more: [Int!]! @deprecated(reason: "r") }
            type Query implements I { a(b: In = { c: 1 }): U, i: I }
            interface I { a(b: In): U }
            union U = Query
            input In @oneOf { c: Int }
            scalar S @specifiedBy(url: "https://example.com")
            directive @skip(if: Int) on FIELD
            """)));
}
