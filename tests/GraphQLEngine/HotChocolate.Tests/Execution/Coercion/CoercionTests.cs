using System.Text;
using System.Text.Json;
using HotChocolate.Execution.Options;
using HotChocolate.Types;

namespace HotChocolate.Execution;

public class CoercionTests
{
    private const string Sdl =
        """
        type Query { echo(filter: Filter, kind: Kind, choice: Choice, any: Any, number: Int! = 7, ids: [Int!]): String }
        input Filter { text: String! = "x" kind: Kind items: [Int!] }
        input Choice @oneOf { a: Int b: String }
        enum Kind { A B }
        scalar Any
        """;

    [Theory]
    [InlineData("{ echo }", "{}", """{"number":7}""")]
    [InlineData("query($n: Int!) { echo(number: $n) }", """{"n":3}""", """{"number":3}""")]
    [InlineData("query($n: Int! = 4) { echo(number: $n) }", "{}", """{"number":4}""")]
    [InlineData("{ echo(ids: [1, 2], kind: null) }", "{}", """{"kind":null,"number":7,"ids":[1,2]}""")]
    [InlineData("query($i: Int!) { echo(ids: [$i, 2]) }", """{"i":1}""", """{"number":7,"ids":[1,2]}""")]
    [InlineData("query($i: [Int!]) { echo(ids: $i) }", """{"i":5}""", """{"number":7,"ids":[5]}""")]
    [InlineData("query($k: Kind) { echo(filter: { kind: $k }) }", "{}", """{"filter":{"text":"x"},"number":7}""")]
    [InlineData(
        "query($k: Kind) { echo(filter: { kind: $k }) }",
        """{"k":"B"}""",
        """{"filter":{"text":"x","kind":"B"},"number":7}""")]
    public async Task Coerce_GoodValues_GiveArgumentsWithDefaults(string document, string variables, string expected)
    {
        JsonElement response = await AskAsync(document, variables);

        Assert.Equal(expected, response.GetProperty("data").GetProperty("echo").GetString());
    }

    [Theory]
    [InlineData("query($f: Filter) { echo(filter: $f) }", """{"f":{"items":[1,2,3,"x"]}}""", "$f.items[3]")]
    [InlineData("query($f: Filter) { echo(filter: $f) }", """{"f":{"text":null}}""", "$f.text")]
    [InlineData("query($f: Filter) { echo(filter: $f) }", """{"f":{"nope":1}}""", "It has text, kind, items.")]
    [InlineData("query($k: Kind) { echo(kind: $k) }", """{"k":"C"}""", "one of A, B")]
    [InlineData("query($c: Choice) { echo(choice: $c) }", """{"c":{"a":1,"b":"x"}}""", "exactly one of its fields, and not null. It has a, b.")]
    [InlineData("query($c: Choice) { echo(choice: $c) }", """{"c":{"a":null}}""", "exactly one of its fields, and not null. It has a, b.")]
    [InlineData("query($n: Int!) { echo(number: $n) }", "{}", "has to be given")]
    [InlineData("query($n: Int!) { echo(number: $n) }", """{"n":null}""", "must not be null")]
    [InlineData("query($n: Int!) { echo(number: $n) }", """{"n":3000000000}""", "not a value of type `Int!`")]
    [InlineData("query($k: Kind) { echo(kind: $k) }", """{"k":"\ud800"}""", "$k")]
    [InlineData("query($f: Filter) { echo(filter: $f) }", """{"f":{"\ud800":1}}""", "has no field")]
    [InlineData("query($n: Int!) { echo(number: $n) }", """{"\ud800":1}""", "has to be given")]
    [InlineData("query($n: Int!) { echo(number: $n) }", """{"\ud800":1,"n":"x","\ud801":2}""", "\"x\" is not a value")]
    [InlineData("{ echo }", "[]", "`variables` has to be an object")]
    public async Task Coerce_BadValue_IsARequestErrorThatNamesIt(string document, string variables, string expected)
    {
        JsonElement response = await AskAsync(document, variables);

        Assert.False(response.TryGetProperty("data", out _));
        Assert.Contains(expected, response.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(
        "query($f: Filter) { echo(filter: $f) }", """{"f":{"nope":1}}""", "This input object has no field `nope`.")]
    [InlineData(
        "query($k: Kind) { echo(kind: $k) }", """{"k":"C"}""", "\"C\" is not a value of the type that is needed.")]
    [InlineData(
        "query($c: Choice) { echo(choice: $c) }",
        """{"c":{"a":null}}""",
        "This input object takes exactly one of its fields, and not null.")]
    [InlineData("query($n: Int!) { echo(number: $n) }", "{}", "It is of type `Int!`, so it has to be given.")]
    public async Task Coerce_BadValueWithoutIntrospection_TellsNoNameOfTheSchema(
        string document, string variables, string expected)
    {
        JsonElement response = await AskAsync(document, variables, revealsSchemaNames: false);

        Assert.EndsWith($": {expected}", response.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Coerce_ManyBadVariables_AreReportedUpToABound()
    {
        string definitions = string.Join(' ', Enumerable.Range(0, 80).Select(index => $"$v{index}: Int"));
        string uses = string.Join(' ', Enumerable.Range(0, 80).Select(index => $"a{index}: echo(number: $v{index})"));
        string values = string.Join(',', Enumerable.Range(0, 80).Select(index => $"\"v{index}\":\"x\""));

        JsonElement response = await AskAsync($"query({definitions}) {{ {uses} }}", $"{{{values}}}");

        Assert.Equal(50, response.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task Literal_OfALargeVariable_IsMadeOnceHoweverOftenItIsUsed()
    {
        string uses = string.Join(' ', Enumerable.Range(0, 500).Select(index => $"a{index}: echo(any: $v, ids: $i)"));
        string items = string.Join(',', Enumerable.Range(0, 20_000));

        JsonElement response = await AskAsync(
            $"query($v: Any, $i: [Int!]) {{ {uses} }}",
            $"{{\"v\":[{items}],\"i\":[{items}]}}",
            resolver: _ => new("x"));

        Assert.Equal(500, response.GetProperty("data").EnumerateObject().Count());
        var variables = new VariableValues();
        variables.Set("v", null, JsonElement.Parse("[1]"));
        Assert.Same(variables.Literal("v"), variables.Literal("v"));
    }

    private static async Task<JsonElement> AskAsync(
        string document, string variables, FieldResolver? resolver = null, bool revealsSchemaNames = true)
    {
        RequestExecutor executor = TestExecutor.Create(
            TestExecutor.SchemaOf(Sdl, new() { ["echo"] = resolver ?? JsonRoot.Echo }),
            options: new RequestExecutorOptions { RevealsSchemaNames = revealsSchemaNames });
        var request = new OperationRequest { Document = document, Variables = Encoding.UTF8.GetBytes(variables) };
        await using IExecutionResult result = await executor.ExecuteAsync(request, CancellationToken.None);
        return JsonElement.Parse(result.ToJson());
    }
}
