using System.Text.Json;

namespace HotChocolate.Types;

/// <summary>
/// The introspection vectors among the conformance tests cover the whole; these show it piece by piece.
/// </summary>
public class IntrospectionTests
{
    private static readonly Schema s_schema = Schemas.FromSdl("""
        "A schema."
        schema { query: Query }
        "The root."
        type Query implements Node {
          id: ID!
          "A list."
          list(first: Int! = 10 old: Int @deprecated(reason: "gone")): [Query!]
          old: Float @deprecated
          either: Either
        }
        interface Node { id: ID! }
        union Either = Other | Query
        type Other { pick(by: Pick): Kind }
        input Pick @oneOf { id: ID name: String @deprecated(reason: "use id") }
        enum Kind { A B @deprecated(reason: "use A") }
        scalar Url @specifiedBy(url: "https://example.com")
        directive @tag(name: String! = "x\ny") repeatable on FIELD | QUERY
        """);

    [Theory]
    [InlineData(
        "__schema { description queryType { name } mutationType { name } subscriptionType { name } }",
        """{"__schema":{"description":"A schema.","queryType":{"name":"Query"},"mutationType":null,"subscriptionType":null}}""")]
    [InlineData(
        """__type(name: "Query") { kind name description interfaces { name } possibleTypes { name } }""",
        """{"__type":{"kind":"OBJECT","name":"Query","description":"The root.","interfaces":[{"name":"Node"}],"possibleTypes":null}}""")]
    [InlineData(
        """__type(name: "Query") { fields { name } }""",
        """{"__type":{"fields":[{"name":"id"},{"name":"list"},{"name":"either"}]}}""")]
    [InlineData(
        """__type(name: "Query") { fields(includeDeprecated: true) { isDeprecated deprecationReason } }""",
        """{"__type":{"fields":[{"isDeprecated":false,"deprecationReason":null},{"isDeprecated":false,"deprecationReason":null},{"isDeprecated":true,"deprecationReason":"No longer supported"},{"isDeprecated":false,"deprecationReason":null}]}}""")]
    [InlineData(
        """__type(name: "Query") { fields { args { name defaultValue type { kind ofType { name } } } } }""",
        """{"__type":{"fields":[{"args":[]},{"args":[{"name":"first","defaultValue":"10","type":{"kind":"NON_NULL","ofType":{"name":"Int"}}}]},{"args":[]}]}}""")]
    [InlineData(
        """__type(name: "Query") { fields { args(includeDeprecated: true) { deprecationReason } } }""",
        """{"__type":{"fields":[{"args":[]},{"args":[{"deprecationReason":null},{"deprecationReason":"gone"}]},{"args":[]}]}}""")]
    [InlineData(
        """__type(name: "Either") { kind possibleTypes { name } fields { name } }""",
        """{"__type":{"kind":"UNION","possibleTypes":[{"name":"Other"},{"name":"Query"}],"fields":null}}""")]
    [InlineData(
        """__type(name: "Node") { kind possibleTypes { name } }""",
        """{"__type":{"kind":"INTERFACE","possibleTypes":[{"name":"Query"}]}}""")]
    [InlineData(
        """__type(name: "Pick") { kind isOneOf inputFields { name } all: inputFields(includeDeprecated: true) { name } }""",
        """{"__type":{"kind":"INPUT_OBJECT","isOneOf":true,"inputFields":[{"name":"id"}],"all":[{"name":"id"},{"name":"name"}]}}""")]
    [InlineData(
        """__type(name: "Kind") { enumValues { name } all: enumValues(includeDeprecated: true) { name isDeprecated } }""",
        """{"__type":{"enumValues":[{"name":"A"}],"all":[{"name":"A","isDeprecated":false},{"name":"B","isDeprecated":true}]}}""")]
    [InlineData(
        """__type(name: "Url") { kind specifiedByURL isOneOf }""",
        """{"__type":{"kind":"SCALAR","specifiedByURL":"https://example.com","isOneOf":null}}""")]
    [InlineData("""__type(name: "Nope") { name }""", """{"__type":null}""")]
    [InlineData(
        """__type(name: "__Type") { fields { name } }""",
        """{"__type":{"fields":[{"name":"kind"},{"name":"name"},{"name":"description"},{"name":"specifiedByURL"},{"name":"fields"},{"name":"interfaces"},{"name":"possibleTypes"},{"name":"enumValues"},{"name":"inputFields"},{"name":"ofType"},{"name":"isOneOf"}]}}""")]
    public async Task Introspection_OfEachKind_ReadsTheSchema(string selection, string data)
        => Assert.Equal($$"""{"data":{{data}}}""", await s_schema.AskAsync($"{{ {selection} }}"));

    [Fact]
    public async Task Introspection_Directives_AreTheDefinedAndTheBuiltInOnes()
    {
        string answer = await s_schema.AskAsync(
            "{ __schema { directives { name isRepeatable locations args { name defaultValue } } } }");
        JsonElement directives = JsonElement.Parse(answer).GetProperty("data").GetProperty("__schema")
            .GetProperty("directives");
        Assert.Equal(
            """{"name":"tag","isRepeatable":true,"locations":["FIELD","QUERY"],"args":[{"name":"name","defaultValue":"\"x\\ny\""}]}""",
            directives[0].GetRawText().ReplaceLineEndings("").Replace(" ", ""));
        Assert.Equal(
            ["tag", "skip", "include", "deprecated", "specifiedBy", "oneOf"],
            directives.EnumerateArray().Select(directive => directive.GetProperty("name").GetString()));
    }

    public class Query
    {
        public string Name => "x";
    }

    [Fact]
    public async Task Introspection_OfClasses_ListsFieldsAsHotChocolateDoes() => Assert.Equal(
        """{"data":{"__type":{"fields":[{"name":"kind"},{"name":"name"},{"name":"description"},{"name":"fields"},{"name":"interfaces"},{"name":"possibleTypes"},{"name":"enumValues"},{"name":"inputFields"},{"name":"ofType"},{"name":"isOneOf"},{"name":"specifiedByURL"}]}}}""",
        await Schemas.From<Query>().AskAsync("""{ __type(name: "__Type") { fields { name } } }"""));
}
