using HotChocolate.Validation.Options;

namespace HotChocolate.Validation;

/// <summary>Where introspection is not allowed, messages tell no names that the document does not hold.</summary>
public sealed class HiddenNamesTests
{
    [Theory]
    [InlineData("{ dog { nam } }", "1:9 There is no field `nam` here.")]
    [InlineData("{ pet { name } }", "1:9 There is no field `name` here.")]
    [InlineData("{ number(valu: 1) }", "1:10 The field `number` has no argument `valu`.")]
    [InlineData("{ number @once(b: 1) }", "1:16 The directive `@once` has no argument `b`.")]
    [InlineData("{ number @onc }", "1:10 There is no directive `@onc`.")]
    [InlineData("{ dog { ... on Dg { name } } }", "1:16 There is no type `Dg`.")]
    [InlineData("{ person(id: 1, color: GREN) { name } }", "1:24 There is no enum value `GREN` here.")]
    [InlineData("{ person(id: 1, color: 1) { name } }", "1:24 1 is no value of the type that is needed here.")]
    [InlineData("{ person(id: null) { name } }", "1:14 null is no value here.")]
    [InlineData("{ person(id: 1, filter: 1) { name } }", "1:25 1 is no value of the type that is needed here. "
        + "It takes an object, between braces.")]
    [InlineData(
        "{ person(id: 1, filter: { name: \"\", sise: 1 }) { name } }",
        "1:37 This input object has no field `sise`.")]
    [InlineData(
        "{ person(id: 1, filter: { }) { name } }", "1:25 This input object needs a field that is not given.")]
    [InlineData(
        "{ person(id: 1, choice: { a: null }) { name } }",
        "1:25 This input object takes exactly one of its fields, and not null.")]
    [InlineData("{ person { name } }", "1:3 The field `person` needs an argument that is not given.")]
    [InlineData("{ number @needs }", "1:10 The directive `@needs` needs an argument that is not given.")]
    [InlineData("{ number { a } }", "1:10 Field `number` has no fields to select.")]
    [InlineData("{ dog }", "1:3 Field `dog` needs a selection of its fields: `dog { ... }`.")]
    [InlineData(
        "query($v: String) { number(value: $v) }",
        "1:7 Variable `$v` of type `String` is used where another type is expected.")]
    [InlineData(
        "query($v: Int) { person(id: 1, choice: { a: $v }) { name } }",
        "1:7 Variable `$v` of type `Int` must not be nullable to be given to a field of an input object that takes "
            + "exactly one.")]
    [InlineData("{ dog { ... on Person { name } } }", "1:9 An inline fragment on `Person` can never apply here.")]
    [InlineData(
        "{ pet { ... on Dog { barks } ... on Cat { barks } } }",
        "1:22 Fields with the response key `barks` conflict, since their types differ. Give one an alias.")]
    public void Message_WithoutIntrospection_TellsNoNameOfTheSchema(string document, string error) =>
        Assert.Equal([error], Validated.Errors(document, new ValidationOptions { AllowsIntrospection = false }));
}
