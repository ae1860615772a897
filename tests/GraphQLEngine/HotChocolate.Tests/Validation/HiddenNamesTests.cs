using HotChocolate.Validation.Options;

namespace HotChocolate.Validation;

/// <summary>Where introspection is not allowed, messages tell no names that the document does not hold.</summary>
public sealed class HiddenNamesTests
{
    [Theory]
    [InlineData("{ dog { nam } }", "1:9 Type `Dog` has no field `nam`.")]
    [InlineData("{ pet { name } }", "1:9 Type `Pet` has no field `name`.")]
    [InlineData("{ number(valu: 1) }", "1:10 The field `Query.number` has no argument `valu`.")]
    [InlineData("{ number @once(b: 1) }", "1:16 The directive `@once` has no argument `b`.")]
    [InlineData("{ number @onc }", "1:10 There is no directive `@onc`.")]
    [InlineData("{ dog { ... on Dg { name } } }", "1:16 There is no type `Dg`.")]
    [InlineData("{ person(id: 1, color: GREN) { name } }", "1:24 Enum `Color` has no value `GREN`.")]
    [InlineData("{ person(id: 1, color: 1) { name } }", "1:24 1 is no value of type `Color`.")]
    [InlineData(
        "{ person(id: 1, filter: { name: \"\", sise: 1 }) { name } }",
        "1:37 Input type `Filter` has no field `sise`.")]
    [InlineData(
        "{ person(id: 1, filter: { }) { name } }", "1:25 Input type `Filter` needs a field that is not given.")]
    [InlineData(
        "{ person(id: 1, choice: { a: null }) { name } }",
        "1:25 Input type `Choice` takes exactly one of its fields, and not null.")]
    [InlineData("{ person { name } }", "1:3 The field `Query.person` needs an argument that is not given.")]
    public void Message_WithoutIntrospection_TellsNoNameOfTheSchema(string document, string error) =>
        Assert.Equal([error], Validated.Errors(document, new ValidationOptions { AllowsIntrospection = false }));
}
