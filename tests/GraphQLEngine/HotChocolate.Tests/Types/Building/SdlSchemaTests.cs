using HotChocolate.Conformance;

namespace HotChocolate.Types;

public class SdlSchemaTests
{
    private const string Everything = """
        "All of it."
        schema @note(text: "s") {
          query: Root
          mutation: Change
        }

        type Change {
          rename(to: String! = "x"): Boolean
        }

        "A \"thing\"."
        type Root implements Named & Node @note(text: "a") @note(text: "b") {
          id: ID!
          name: String
          "Filtered."
          list(where: Where = { text: "x" } size: Int = 10 @deprecated(reason: "gone")): [[Root!]!]!
          old: Float @deprecated(reason: "No longer supported")
          any: Any
          kind: Kind!
        }

        interface Named implements Node {
          id: ID!
          name: String
        }

        interface Node {
          id: ID!
        }

        union Either = Root | Change

        input Pick @oneOf {
          id: ID
          name: String
        }

        input Where {
          text: String
          kinds: [Kind!] = [A, B]
          not: Where
          pick: Pick
        }

        enum Kind {
          "First."
          A
          B @deprecated(reason: "No longer supported")
        }

        directive @note("What it says." text: String!) repeatable on SCHEMA | OBJECT

        "The `@specifiedBy` directive."
        directive @specifiedBy(url: String!) on SCALAR

        scalar Any

        scalar Url @specifiedBy(url: "https://example.com/url")

        """;

    [Fact]
    public void ToString_SchemaWithEverything_IsTheSdlThatItIsMadeFrom()
        => Assert.Equal(Everything, Schemas.FromSdl(Everything).ToString());

    [Fact]
    public void Build_Extensions_AddToWhatTheyExtend()
    {
        Schema schema = Schemas.FromSdl("""
            extend type Query @a { b: Int }
            type Query { a: Kind }
            extend schema @a
            enum Kind { A }
            extend enum Kind { B }
            extend union U = Other
            union U = Query
            type Other { c: Int }
            extend type Other implements I
            interface I { c: Int }
            extend input In { y: Int }
            input In { x: Int }
            directive @a on OBJECT | SCHEMA
            """);
        Assert.Equal("type Query @a {\n  b: Int\n  a: Kind\n}", schema.Definition("Query"));
        Assert.Equal("enum Kind {\n  A\n  B\n}", schema.Definition("Kind"));
        Assert.Equal("union U = Other | Query", schema.Definition("U"));
        Assert.Equal("type Other implements I {\n  c: Int\n}", schema.Definition("Other"));
        Assert.Equal("input In {\n  y: Int\n  x: Int\n}", schema.Definition("In"));
    }

    [Fact]
    public void PossibleTypes_OfInterfaceAndUnion_AreTheirObjects()
    {
        Schema schema = Schemas.FromSdl(Everything);
        Assert.Equal(["Root"], schema.PossibleTypes(schema.Types["Node"]!).Select(type => type.Name));
        Assert.Equal(
            ["Change", "Root"], schema.PossibleTypes(schema.Types["Either"]!).Select(type => type.Name).Order());
        Assert.True(((InputObjectType)schema.Types["Pick"]!).IsOneOf);
    }

    [Fact]
    public void FindField_MetaFields_AreWhereTheyBelong()
    {
        Schema schema = Schemas.FromSdl(Everything);
        Assert.NotNull(schema.FindField(schema.Types["Either"]!, "__typename"));
        Assert.NotNull(schema.FindField(schema.QueryType!, "__schema"));
        Assert.NotNull(schema.FindField(schema.QueryType!, "__type"));
        Assert.NotNull(schema.FindField(schema.QueryType!, "kind"));
        Assert.Null(schema.FindField(schema.MutationType!, "__schema"));
        Assert.Null(schema.FindField(schema.Types["Kind"]!, "__typename"));
        Assert.Null(schema.FindField(schema.Types["Node"]!, "name"));
    }

    [Fact]
    public void Build_Mistakes_AreAllToldWithTheirPlace()
    {
        Assert.Equal(
            [
                "(2:1) there is more than one type `A`.",
                "(3:1) `A` is defined and extended as types of different kinds.",
                "(4:1) there is no type `B` to extend.",
                "(1:48) there is no interface `A`.",
                "(1:13) there is no type `Missing`.",
                "A: there is more than one field `a`.",
                "(5:11) there is no object type `E`.",
                "(7:29) `E` is no object type.",
            ],
            Schemas.MistakesInSdl("""
                type A { a: Missing } extend type A implements A { a: Int }
                type A { b: Int }
                extend enum A { X }
                extend type B { c: Int }
                union U = E
                enum E { X Y }
                schema { query: A mutation: E }
                """));
    }

    [Theory]
    [InlineData("type Query", "Query: the type has no fields.")]
    [InlineData("type Query { a: In } input In { x: Int }", "Query.a: `In` is no output type.")]
    [InlineData("type Query { a(b: Query): Int }", "Query.a(b:): `Query` is no input type.")]
    [InlineData("type Query { __a: Int }", "Query.__a: `__a` is not a GraphQL name, or begins with `__`.")]
    [InlineData("type Query { a: Int } input A { a: A! }", "A: the input object needs itself to be given, without end.")]
    [InlineData(
        "type Query { a: Int } input A @oneOf { a: Int! }",
        "A.a: a field of a @oneOf input object is nullable and has no default.")]
    [InlineData(
        "type Query { a(b: Int! @deprecated): Int }", "Query.a(b:): what is required cannot be deprecated.")]
    [InlineData("type Query { a: Int } union U", "U: the union has no types.")]
    [InlineData("type Query { a: Int } union U = Query | Query", "U: the union names `Query` more than once.")]
    [InlineData("type Query { a: Int } enum E { __A }", "E: `__A` cannot be the name of an enum value.")]
    [InlineData(
        "type Query implements I { a: Int } interface I { b: Int }",
        "Query.b: the field is missing, which `I` has.")]
    [InlineData(
        "type Query implements I { a: Int } interface I { a: Int! }",
        "Query.a: its type `Int` is not the `Int!` of `I`.")]
    [InlineData(
        "type Query implements I { a: Int } interface I { a(b: Int): Int }",
        "Query.a(b:): the argument is missing, which `I` has.")]
    [InlineData(
        "type Query implements I { a(b: Int!): Int } interface I { a: Int }",
        "Query.a(b:): an argument that `I` lacks cannot be required.")]
    [InlineData(
        "type Query implements I { a(b: Int!): Int } interface I { a(b: Int): Int }",
        "Query.a(b:): its type `Int!` is not the `Int` of `I`.")]
    [InlineData(
        "type Query implements I { a: Int } interface I implements J { a: Int } interface J { a: Int }",
        "Query: it implements `I` and so has to name `J` too.")]
    [InlineData(
        "type Query { a: Int } interface I implements I { a: Int }", "I: an interface cannot implement itself.")]
    public void Build_AgainstARuleOfTheSpecification_IsRefused(string sdl, string mistake)
        => Assert.Equal([mistake], Schemas.MistakesInSdl(sdl));

    [Theory]
    [InlineData("type Query implements I { a: [Query!]! } interface I { a: [I] }")]
    [InlineData("type Query implements I { a(b: Int c: Int = 1): Query } interface I { a(b: Int): U } union U = Query")]
    [InlineData("input A { a: [A!]! b: B } input B { a: A! } type Query { a(b: A c: B): Int }")]
    public void Build_WithinTheRules_Succeeds(string sdl) => Assert.NotNull(Schemas.FromSdl(sdl).QueryType);

    [ConformanceFact]
    public void Build_SchemasOfTheConformanceVectors_SurviveTheRoundTrip() => Assert.All(
        ConformanceVectors.SchemaIds,
        id =>
        {
            string printed = Schemas.FromSdl(ConformanceVectors.ReadSchema(id)).ToString();
            Assert.Equal(printed, Schemas.FromSdl(printed).ToString());
        });
}
