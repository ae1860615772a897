using HotChocolate.Language;
using HotChocolate.Types;
using HotChocolate.Validation.Options;

namespace HotChocolate.Validation;

/// <summary>Validates documents against a small schema and tells errors as "line:column message".</summary>
internal static class Validated
{
    public static Schema Schema { get; } = SdlSchemaBuilder.Build(Utf8GraphQLParser.Parse(
        """
        directive @once(a: Int) on FIELD
        directive @often repeatable on FIELD
        directive @needs(a: Int!) on FIELD
        directive @onQuery on QUERY
        scalar Any
        enum Color { RED GREEN }
        input Filter { name: String!, size: Int = 1, deep: Filter, tags: [String!], any: Any }
        input Choice @oneOf { a: Int, b: String }
        interface Named { name: String }
        type Dog implements Named { name: String, barks: Boolean!, owner: Person }
        type Cat implements Named { name: String, barks: String, meows: Boolean }
        type Person { name(length: Int): String, pet: Pet, friends: [Person!]! }
        union Pet = Dog | Cat
        type Query {
          dog: Dog
          pet: Pet
          named: Named
          person(id: ID!, filter: Filter, choice: Choice, color: Color, ids: [Int!], any: Any): Person
          number(value: Int! = 1): Int
        }
        type Subscription { tick: Int, tock: Int }
        """));

    public static string[] Errors(string document, ValidationOptions? options = null) =>
        Describe(DocumentValidator.Validate(Schema, Utf8GraphQLParser.Parse(document), options));

    public static string[] Describe(IReadOnlyList<IError> errors) =>
    [
        .. errors.Cast<Error>().Select(
            static error => $"{error.Locations[0].Line}:{error.Locations[0].Column} {error.Message}"),
    ];
}
