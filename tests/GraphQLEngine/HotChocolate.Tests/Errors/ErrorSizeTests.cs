using System.Text.Json;
using HotChocolate.Execution;

namespace HotChocolate.Errors;

/// <summary>Clients write long names where errors quote them many times.</summary>
public class ErrorSizeTests
{
    private const string Sdl = "type Query { item: Item } type Item { fails: Int echo(x: Int): Int }";

    private static readonly string s_long = new('L', 300_000);

    private readonly RequestExecutor _executor = TestExecutor.Create(Sdl, new()
    {
        ["item"] = _ => new(1),
        ["fails"] = _ => throw new GraphQLException(ErrorBuilder.New().SetMessage("No.").Build()),
        ["echo"] = _ => new(1),
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Errors_OfFieldsBelowALongAlias_AreInTheResponse(int count)
    {
        JsonElement response = await AskAsync($"{{ {s_long}: item {{ {Repeat(count, i => $"a{i}: fails ")} }} }}");

        Assert.Equal(count, response.GetProperty("errors").GetArrayLength());
        Assert.Equal(s_long, response.GetProperty("errors")[0].GetProperty("path")[0].GetString());
    }

    [Fact]
    public async Task Errors_OfManyFieldsBelowALongAlias_AreReplacedByOne()
    {
        JsonElement response = await AskAsync($"{{ {s_long}: item {{ {Repeat(500, i => $"a{i}: fails ")} }} }}");

        Assert.False(response.TryGetProperty("data", out _));
        Assert.Equal(
            "[{\"message\":\"The response would have more than 1048576 bytes of errors. Ask for less at a time.\","
                + "\"extensions\":{\"code\":\"RESPONSE_TOO_LARGE\"}}]",
            response.GetProperty("errors").GetRawText());
    }

    [Theory]
    [InlineData("query L% { item { ", "a#: echo(x: $v#) ")]
    [InlineData("query L%(", "$v#: Int ")]
    [InlineData("{ L%: item { ", "a#: fails a#: echo ")]
    [InlineData("{ item { fails } } fragment L% on Item { ", "a# ")]
    public async Task ValidationErrors_ThatQuoteALongName_AreShort(string start, string part)
    {
        string parts = Repeat(200, i => part.Replace("#", $"{i}"));
        string end = start.Contains('(') ? ") { item { fails } }" : start.Contains("fragment") ? "}" : "} }";

        JsonElement response = await AskAsync(start.Replace("%", s_long) + parts + end);

        Assert.InRange(response.GetRawText().Length, 100, 300_000);
        Assert.All(
            response.GetProperty("errors").EnumerateArray(),
            error => Assert.True(error.TryGetProperty("locations", out _)));
    }

    [Theory]
    [InlineData("short", "short")]
    [InlineData("exactly10!", "exactly10!")]
    [InlineData("eleven char", "eleven cha…")]
    [InlineData("123456789\U0001F600", "123456789…")]
    public void Excerpt_CutsBetweenCharacters(string text, string expected)
        => Assert.Equal(expected, Excerpt.Of(text, 10));

    private async Task<JsonElement> AskAsync(string document) => JsonElement.Parse(await _executor.AskAsync(document));

    private static string Repeat(int count, Func<int, string> part)
        => string.Concat(Enumerable.Range(0, count).Select(part));
}
