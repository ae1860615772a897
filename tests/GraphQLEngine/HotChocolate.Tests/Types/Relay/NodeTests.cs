using System.Text;
using System.Text.Json;
using HotChocolate.Execution;

namespace HotChocolate.Types.Relay;

/// <summary>Objects that are fetched by ids of their own. The ids are those that HotChocolate 15 writes.</summary>
public sealed class NodeTests
{
    private const string Ware2 = "V2FyZToy";
    private const string Ware3 = "V2FyZToz";
    private const string Ware4 = "V2FyZTo0";

    [Fact]
    public async Task Schema_OfNodes_IsHotChocolates()
    {
        string schema = $"{(await Shop.CreateAsync()).Schema}";

        Assert.Contains(
            """
            type ShopQuery {
              "Fetches an object given its ID."
              node("ID of the object." id: ID!): Node @cost(weight: "10")
              "Lookup nodes by a list of IDs."
              nodes("The list of node IDs." ids: [ID!]!): [Node]! @cost(weight: "10")
              ware: Ware!
            """,
            schema, StringComparison.Ordinal);
        Assert.Contains(
            """
            "The node interface is implemented by entities that have a global unique identifier."
            interface Node {
              id: ID!
            }
            """,
            schema, StringComparison.Ordinal);
        Assert.Contains(
            """
            type Customer implements Node {
              key: String!
              "Whose it is."
              id: ID!
              wares: [ID!] @cost(weight: "10")
              cardId: ID!
            }
            """,
            schema, StringComparison.Ordinal);
        Assert.Contains("type Ware implements Node {\n  id: ID!\n", schema, StringComparison.Ordinal);
        Assert.Contains("type Shelf {\n", schema, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Id_OfEachType_IsTheBase64OfTypeNameAndValue()
    {
        IRequestExecutor executor = await Shop.CreateAsync();

        string answer = await executor.AskAsync("{ ware { id } customer { id wares cardId } coupon { id } }");

        Assert.Equal(
            """{"data":{"ware":{"id":"V2FyZToy"},"customer":{"id":"Q3VzdG9tZXI6YzA=","wares":null,"""
                + "\"cardId\":\"Q2FyZDoAAAAAAAAAAAAAAAAAAAAA\"},\"coupon\":{\"id\":\"Q291cG9uOgAAAAAAAAAAAAAAAAAAAAA=\"}}}",
            answer);
    }

    [Fact]
    public async Task Node_ByTheIdOfEachType_IsTheObject()
    {
        IRequestExecutor executor = await Shop.CreateAsync();
        string coupon = Convert.ToBase64String([.. "Coupon:"u8, .. Shop.Card.ToByteArray()]);

        string answer = await executor.AskAsync(
            $$"""
            { ware: node(id: "{{Ware2}}") { __typename id ... on Ware { name } }
            customer: node(id: "Q3VzdG9tZXI6YzE=") { id ... on Customer { key wares cardId } ... on Ware { name } }
            coupon: node(id: "{{coupon}}") { id }
            text: node(id: "{{Id("Coupon:00112233445566778899aabbccddeeff")}}") { id }
            none: node(id: "{{Ware3}}") { id } }
            """);

        Assert.Equal(
            $$$"""
            {"data":{"ware":{"__typename":"Ware","id":"V2FyZToy","name":"ware 2"},"customer":{"id":"Q3VzdG9tZXI6YzE=",
            "key":"c1","wares":["V2FyZTox","V2FyZToy"],"cardId":"Q2FyZDozIhEAVUR3ZoiZqrvM3e7/"},
            "coupon":{"id":"{{{coupon}}}"},"text":{"id":"{{{coupon}}}"},"none":null}}
            """.Replace("\n", "", StringComparison.Ordinal),
            answer.Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nodes_OfOneType_AreLoadedAtOnceInTheirOrder()
    {
        List<int> batches = [];
        IRequestExecutor executor = await Shop.CreateAsync(batches);

        string answer = await executor.AskAsync(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Ware { name } ... on Customer { key } } }",
            new Dictionary<string, object?> { ["ids"] = new[] { Ware4, "Q3VzdG9tZXI6YzE=", Ware3, Ware2, Ware4 } });

        Assert.Equal(
            """{"data":{"nodes":[{"id":"V2FyZTo0","name":"ware 4"},{"id":"Q3VzdG9tZXI6YzE=","key":"c1"},null,"""
                + """{"id":"V2FyZToy","name":"ware 2"},{"id":"V2FyZTo0","name":"ware 4"}]}}""",
            answer);
        Assert.Equal([3], batches);
    }

    [Fact]
    public async Task Nodes_OfWhichOneFails_AreTheOthersAndAnErrorAtItsPlace()
    {
        IRequestExecutor executor = await Shop.CreateAsync();

        using var answer = JsonDocument.Parse(await executor.AskAsync(
            $$"""{ nodes(ids: ["{{Ware2}}", "{{Id("Customer:fails")}}", "{{Id("Shelf:3")}}", "{{Ware4}}"]) { id } }"""));

        Assert.Equal(
            """[{"id":"V2FyZToy"},null,null,{"id":"V2FyZTo0"}]""",
            answer.RootElement.GetProperty("data").GetProperty("nodes").GetRawText());
        Assert.Equal(
            ["""No. ["nodes",1]""", """There is no node resolver registered for type `Shelf`. ["nodes",2]"""],
            answer.RootElement.GetProperty("errors").EnumerateArray()
                .Select(error => $"{error.GetProperty("message")} {error.GetProperty("path").GetRawText()}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("V2FyZTo")]
    [InlineData("V2FyZTp4")]
    [InlineData("not base64!")]
    [InlineData("V2FyZTo5OTk5OTk5OTk5OTk5OTk5OTk5OQ==")]
    [InlineData("V2FyZTogMg==")]
    [InlineData("Q291cG9uOg==")]
    [InlineData("Q3VzdG9tZXI6/w==")]
    [InlineData("=====")]
    [InlineData("жж")]
    public async Task Id_ThatIsMalformed_IsAnErrorAndNull(string id)
    {
        IRequestExecutor executor = await Shop.CreateAsync();
        string quoted = JsonSerializer.Serialize(id);

        using var one = JsonDocument.Parse(await executor.AskAsync($"{{ node(id: {quoted}) {{ id }} }}"));
        using var many = JsonDocument.Parse(await executor.AskAsync($"{{ nodes(ids: [\"{Ware2}\", {quoted}]) {{ id }} }}"));

        Assert.Equal(JsonValueKind.Null, one.RootElement.GetProperty("data").GetProperty("node").ValueKind);
        JsonElement error = Assert.Single(one.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal("The node ID string has an invalid format.", error.GetProperty("message").GetString());
        Assert.Equal(id, error.GetProperty("extensions").GetProperty("originalValue").GetString());
        Assert.Equal("""["node"]""", error.GetProperty("path").GetRawText());
        Assert.NotEmpty(many.RootElement.GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public async Task Nodes_MoreThanFifty_AreRefused()
    {
        IRequestExecutor executor = await Shop.CreateAsync();
        Task<string> AskAsync(int count) => executor.AskAsync(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
            new Dictionary<string, object?> { ["ids"] = Enumerable.Repeat(Ware2, count).ToArray() });

        string most = await AskAsync(50);
        string more = await AskAsync(51);

        Assert.DoesNotContain("errors", most, StringComparison.Ordinal);
        Assert.Equal(
            """{"errors":[{"message":"The maximum number of nodes that can be fetched at once is 50. This selection tried """
                + """to fetch 51 nodes that exceeded the maximum allowed amount.","locations":[{"line":1,"column":24}],"""
                + "\"path\":[\"nodes\"],\"extensions\":{\"code\":\"HC0076\"}}],\"data\":null}",
            more);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public async Task Nodes_EachAsManyAsThereAreIds_CountForTheCost(int count, bool isRefused)
    {
        IRequestExecutor executor = await Shop.CreateAsync(maxTypeCost: 5);

        string answer = await executor.AskAsync(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
            new Dictionary<string, object?> { ["ids"] = Enumerable.Repeat(Ware2, count).ToArray() });

        Assert.Equal(isRefused, answer.Contains("The type cost of the operation is 6; at most 5", StringComparison.Ordinal));
        Assert.Equal(isRefused, answer.Contains("errors", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Introspection_OfTheInterface_NamesTheNodes()
    {
        IRequestExecutor executor = await Shop.CreateAsync();

        string answer = await executor.AskAsync("""{ __type(name: "Node") { possibleTypes { name } } }""");

        foreach (string name in new[] { "Ware", "Customer", "Coupon" })
        {
            Assert.Contains($$"""{"name":"{{name}}"}""", answer, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Shelf", answer, StringComparison.Ordinal);
    }

    private static string Id(string content) => Convert.ToBase64String(Encoding.UTF8.GetBytes(content));
}
