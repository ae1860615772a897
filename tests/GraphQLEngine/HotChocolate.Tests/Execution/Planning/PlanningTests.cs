namespace HotChocolate.Execution;

public class PlanningTests
{
    private const string Sdl = "type Query { a: Int b: Int c: Int item: Item } type Item { x: Int y: Int }";

    [Theory]
    [InlineData(false, false, """{"a":1,"b":2,"c":3}""")]
    [InlineData(false, true, """{"b":2,"a":1,"c":3}""")]
    [InlineData(true, false, """{"a":1,"c":3}""")]
    [InlineData(true, true, """{"a":1,"c":3}""")]
    public async Task Conditions_DecideOverFieldsAndTheirOrder(bool skipB, bool skipA, string expected)
    {
        RequestExecutor executor = CreateExecutor();
        const string Document =
            "query($skipA: Boolean!, $skipB: Boolean!) { a @skip(if: $skipA) b @skip(if: $skipB) a c }";

        // The same executor for all outcomes in turn: a plan of one must not serve another.
        foreach ((bool other, bool another) in new[] { (true, true), (false, false), (skipB, skipA) })
        {
            string response = await executor.AskAsync(Document, new { skipA = another, skipB = other });
            if ((other, another) == (skipB, skipA))
            {
                Assert.Equal($$"""{"data":{{expected}}}""", response);
            }
        }
    }

    [Fact]
    public async Task Fragments_WithTheSameField_AreMergedIntoOneEntry()
        => Assert.Equal(
            """{"data":{"item":{"x":1,"y":2},"a":1}}""",
            await CreateExecutor().AskAsync(
                "{ item { x } ...F ... { item { y } } } fragment F on Query { a item { x } }"));

    [Fact]
    public async Task Executor_UsedConcurrently_RespondsToEachRequest()
    {
        RequestExecutor executor = CreateExecutor();
        await Parallel.ForAsync(0, 2_000, async (index, _) =>
        {
            bool include = index % 2 == 0;
            string response = await executor.AskAsync(
                $"query($on: Boolean!) {{ a{index % 7}: a b @include(if: $on) item {{ x }} }}", new { on = include });

            string b = include ? "\"b\":2," : "";
            Assert.Equal($"{{\"data\":{{\"a{index % 7}\":1,{b}\"item\":{{\"x\":1}}}}}}", response);
        });
    }

    private static RequestExecutor CreateExecutor() => TestExecutor.Create(Sdl, new()
    {
        ["a"] = _ => new(1),
        ["b"] = async _ =>
        {
            await Task.Yield();
            return 2;
        },
        ["c"] = _ => new(3),
        ["item"] = _ => new(new object()),
        ["x"] = _ => new(1),
        ["y"] = _ => new(2),
    });
}
