using System.Text.Json;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>
/// A variable of type Boolean with a default may stand in <c>@skip</c> and <c>@include</c>, and may still be given null.
/// </summary>
public class NullConditionTests
{
    private const string Sdl = """
        type Query { a: Int item: Item none: Item items: [Item] strict: [Item!] any: Any later: Item }
        type Mutation { change: Item }
        interface Any { x: Int }
        type Item implements Any { x: Int y: Int inner: Item }
        type Other implements Any { x: Int }
        """;

    private const string Header = "query($v: Boolean = true) ";

    private static readonly List<string> s_changes = [];

    public static TheoryData<string, string> Selections()
    {
        var cases = new TheoryData<string, string>();
        foreach (string directive in new[] { "skip", "include" })
        {
            cases.Add("x @" + directive + "(if: $v)", "");
            cases.Add("... on Item @" + directive + "(if: $v) { x }", "");
            cases.Add("... @" + directive + "(if: $v) { x }", "");
            cases.Add("...F @" + directive + "(if: $v)", " fragment F on Item { x }");
            cases.Add("...F", " fragment F on Item { x @" + directive + "(if: $v) }");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Selections))]
    public async Task BelowTheRoot_NullCondition_IsAnErrorOfTheEnclosingField(string selection, string fragment)
    {
        string document = $"{Header}{{ a item {{ y inner {{ y {selection} }} }} }}{fragment}";

        JsonElement response = await AskAsync(document, null);

        Assert.Equal("""{"a":1,"item":{"y":2,"inner":null}}""", response.GetProperty("data").GetRawText());
        JsonElement error = Assert.Single(response.GetProperty("errors").EnumerateArray());
        Assert.Equal("""["item","inner"]""", error.GetProperty("path").GetRawText());
        int column = document.IndexOf("$v)", StringComparison.Ordinal) + 1;
        Assert.Equal(
            $$"""[{"line":1,"column":{{column}}}]""", error.GetProperty("locations").GetRawText());
        Assert.Equal("Variable `$v` is null where `Boolean!` is needed.", error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("a @skip(if: $v)", "")]
    [InlineData("a @include(if: $v)", "")]
    [InlineData("... @skip(if: $v) { a }", "")]
    [InlineData("... on Query @include(if: $v) { a }", "")]
    [InlineData("...F @skip(if: $v)", " fragment F on Query { a }")]
    [InlineData("...F @include(if: $v)", " fragment F on Query { a }")]
    [InlineData("...F", " fragment F on Query { a @include(if: $v) }")]
    public async Task AtTheRoot_NullCondition_MakesTheDataNull(string selection, string fragment)
    {
        JsonElement response = await AskAsync($"{Header}{{ item {{ x }} {selection} }}{fragment}", null);

        Assert.Equal("null", response.GetProperty("data").GetRawText());
        JsonElement error = Assert.Single(response.GetProperty("errors").EnumerateArray());
        Assert.False(error.TryGetProperty("path", out _));
    }

    [Fact]
    public async Task MutationRoot_NullCondition_ChangesNothing()
    {
        s_changes.Clear();

        JsonElement response = await AskAsync(
            "mutation($v: Boolean = true) { first: change { x } change @include(if: $v) { x } }", null);

        Assert.Equal("null", response.GetProperty("data").GetRawText());
        Assert.Empty(s_changes);
    }

    [Theory]
    [InlineData("items { x @include(if: $v) }", """{"items":[null,null]}""", """[["items",0],["items",1]]""")]
    [InlineData("strict { x @include(if: $v) }", """{"strict":null}""", """[["strict",0]]""")]
    [InlineData("any { ... on Item { x @skip(if: $v) } }", """{"any":null}""", """[["any"]]""")]
    [InlineData("any { ... on Other { x @skip(if: $v) } x }", """{"any":{"x":1}}""", "[]")]
    [InlineData("later { x @skip(if: $v) }", """{"later":null}""", """[["later"]]""")]
    [InlineData("none { x @include(if: $v) }", """{"none":null}""", "[]")]
    [InlineData("item { y x @skip(if: true) @include(if: $v) }", """{"item":{"y":2}}""", "[]")]
    [InlineData("item { y x @include(if: $v) @skip(if: true) }", """{"item":{"y":2}}""", "[]")]
    [InlineData("item { y ... @skip(if: true) { x @include(if: $v) } }", """{"item":{"y":2}}""", "[]")]
    public async Task NullCondition_OnAFieldWithAValue_IsAnError(string selection, string data, string paths)
    {
        JsonElement response = await AskAsync($"{Header}{{ {selection} }}", null);

        Assert.Equal(data, response.GetProperty("data").GetRawText());
        string[] found = response.TryGetProperty("errors", out JsonElement errors)
            ? [.. errors.EnumerateArray().Select(error => error.GetProperty("path").GetRawText())]
            : [];
        Assert.Equal(paths, $"[{string.Join(',', found)}]");
    }

    [Fact]
    public async Task OneExecutor_NullBetweenOtherValues_AnswersEachByItself()
    {
        RequestExecutor executor = CreateExecutor();
        const string Document = Header + "{ item { y x @include(if: $v) } }";
        foreach (bool? value in new bool?[] { true, null, false, null, true })
        {
            string expected = value switch
            {
                null => """{"item":null}""",
                true => """{"item":{"y":2,"x":1}}""",
                false => """{"item":{"y":2}}""",
            };
            JsonElement response = JsonElement.Parse(await executor.AskAsync(Document, new { v = value }));
            Assert.Equal(expected, response.GetProperty("data").GetRawText());
        }
    }

    private static async Task<JsonElement> AskAsync(string document, bool? value)
        => JsonElement.Parse(await CreateExecutor().AskAsync(document, new { v = value }));

    private static RequestExecutor CreateExecutor()
    {
        Dictionary<string, FieldResolver> resolvers = new()
        {
            ["a"] = _ => new(1),
            ["x"] = _ => new(1),
            ["y"] = _ => new(2),
            ["none"] = _ => new((object?)null),
            ["items"] = _ => new(new[] { new Item(), new Item() }),
            ["strict"] = _ => new(new[] { new Item(), new Item() }),
            ["later"] = async _ =>
            {
                await Task.Yield();
                return new Item();
            },
            ["change"] = _ =>
            {
                s_changes.Add("change");
                return new(new Item());
            },
        };
        resolvers["item"] = resolvers["inner"] = resolvers["any"] = _ => new(new Item());
        return TestExecutor.Create(SdlSchemaBuilder.Build(
            Utf8GraphQLParser.Parse(Sdl, new RequestParserOptions()),
            context => resolvers[context.Field.Name](context),
            _ => "Item"));
    }

    private sealed class Item;
}
