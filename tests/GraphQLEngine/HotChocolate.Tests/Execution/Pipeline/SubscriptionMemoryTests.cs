using System.Text;
using HotChocolate.Subscriptions;
using Xunit.Abstractions;

namespace HotChocolate.Execution;

/// <summary>
/// What subscriptions say that they take is at least what they take, and documents that are kept take no more than they
/// may. Not beside other tests, which take memory too.
/// </summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public class SubscriptionMemoryTests(ITestOutputHelper output)
{
    private const string Name = "Memory of subscriptions";

    private const int Subscriptions = 16;

    // What is still reachable from what ran last.
    private const long Noise = 4 * 1024 * 1024;

    private const string Sdl =
        """
        type Query { a: Int item: Item }
        type Subscription { item(id: Int, ids: [Int], texts: [String], filter: Filter, filters: [Filter]): Item }
        type Item { x(id: Int, ids: [Int], filter: Filter): Int item: Item }
        input Filter {
          a: Int b: String c: [Int] d: Filter e: Filter f: Filter g: Filter h: Filter i: Filter j: Filter k: Filter
          and: [Filter] or: [Filter]
        }
        """;

    private const string WithTexts = "subscription($texts: [String]) { item(texts: $texts) { x } }";
    private const string WithNumbers = "subscription($ids: [Int]) { item(ids: $ids) { x } }";
    private const string WithFilters = "subscription($filters: [Filter]) { item(filters: $filters) { x } }";

    private static readonly string s_long = new('x', 500_000);

    private static readonly Dictionary<string, (string Document, string Variables)> s_requests = new()
    {
        ["small"] = (Selecting("x"), "{}"),
        ["aliases"] = (Selecting(Repeat(2_000, i => $"a{i}: x ")), "{}"),
        ["short aliases"] = (Selecting(Repeat(2_000, i => $"_{i:x}:x ")), "{}"),
        ["one field often"] = (Selecting(Repeat(2_040, _ => "x ")), "{}"),
        ["objects"] = (Selecting(Repeat(1_000, i => $"a{i}:item{{x}} ")), "{}"),
        ["deep objects"] =
            (Selecting(Repeat(200, i => $"a{i}:item{{item{{item{{item{{item{{item{{item{{x}}}}}}}}}}}}}} ")), "{}"),
        ["fragments"] = (SelectingFragment(Repeat(480, i => $"b{i}:x ")), "{}"),
        ["fragments of objects"] = (SelectingFragment(Repeat(200, i => $"b{i}:item{{x}} ")), "{}"),
        ["spreads"] = (Selecting($"x {Repeat(3_000, _ => "...F ")}") + "fragment F on Item { x }", "{}"),
        ["inline fragments"] = (Selecting($"x {Repeat(2_000, _ => "...{x}")}"), "{}"),
        ["arguments"] = (Selecting(Repeat(1_500, i => $"a{i}:x(id:{i}) ")), "{}"),
        ["list literal"] = ($"subscription {{ item(ids: [{Repeat(9_000, i => $"{i % 10} ")}]) {{ x }} }}", "{}"),
        ["list literals"] =
            (Selecting(Repeat(90, n => $"a{n}:x(ids: [{Repeat(95, i => $"{i % 10} ")}]) ")), "{}"),
        ["object literals"] = ($"subscription {{ item(filters: [{Repeat(2_000, _ => "{a:1}")}]) {{ x }} }}", "{}"),
        ["empty objects"] = ($"subscription {{ item(filters: [{Repeat(4_500, _ => "{}")}]) {{ x }} }}", "{}"),
        ["directives"] = (Selecting(Repeat(800, i => $"a{i}:x@include(if:true)@skip(if:false) ")), "{}"),
        ["declared variables"] = (
            Selecting(Repeat(1_200, i => $"b{i}:x(id:$a{i}) "), $"({Repeat(1_200, i => $"$a{i}:Int ")})"), "{}"),
        ["conditions"] = (
            Selecting($"x {Repeat(600, i => $"b{i}:x@skip(if:$a{i}) ")}", $"({Repeat(600, i => $"$a{i}:Boolean=true ")})"),
            "{}"),
        ["operations"] = ($"subscription A {{ item {{ x }} }} {Repeat(1_000, i => $"query B{i} {{a}} ")}", "{}"),
        ["long comment"] = ($"{Selecting("x")} #{s_long}", "{}"),
        ["long name"] = ($"subscription {s_long} {{ item {{ x }} }}", "{}"),
        ["long alias"] = (Selecting($"{s_long}:x"), "{}"),
        ["long text"] = ($"subscription {{ item(texts: [\"{s_long}\"]) {{ x }} }}", "{}"),
        ["undeclared variable"] = (Selecting("x"), $$"""{"other":"{{s_long}}"}"""),
        ["variable beside a declared one"] = (WithNumbers, $$"""{"ids":[1],"other":"{{s_long}}"}"""),
        ["text variable"] = (WithTexts, $$"""{"texts":["{{s_long}}"]}"""),
        ["short texts"] = (WithTexts, $$"""{"texts":[{{Repeat(9_000, i => $"\"{i}\",")}}""]}"""),
        ["numbers"] = (WithNumbers, $$"""{"ids":[{{Repeat(9_000, i => $"{i % 10},")}}1]}"""),
        ["filters"] = (WithFilters, $$"""{"filters":[{{Repeat(4_500, _ => "{},")}}{}]}"""),
        ["nested filters"] =
            (WithFilters, $$$"""{"filters":[{{{Repeat(900, _ => """{"d":{"d":{"d":{"d":{}}}}},""")}}}{}]}"""),
    };

    public static TheoryData<string> Kinds => [.. s_requests.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Subscription_OfAnyKind_TakesNoMoreThanItReports(string kind)
    {
        (string document, string variables) = s_requests[kind];
        var topics = new InMemoryTopics();
        RequestExecutor executor = CreateExecutor(topics);
        long reported = 0;
        var subscriptions = new List<IAsyncEnumerator<OperationResult>> { await SubscribeAsync(0) };

        reported = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 1; i <= Subscriptions; i++)
        {
            subscriptions.Add(await SubscribeAsync(i));
        }

        long taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{kind}: {taken / Subscriptions} bytes each, {reported / Subscriptions} reported");
        Assert.InRange(taken, 0, reported + Noise);
        foreach (IAsyncEnumerator<OperationResult> subscription in subscriptions)
        {
            await subscription.DisposeAsync();
        }

        async Task<IAsyncEnumerator<OperationResult>> SubscribeAsync(int i)
        {
            var request = new OperationRequest
            {
                // No document is that of another subscription.
                Document = $"{document} #{i}",
                OperationName = document.StartsWith("subscription A ") ? "A" : null,
                Variables = Encoding.UTF8.GetBytes(variables),
                GlobalState = new Dictionary<string, object?>
                {
                    [SubscriptionMemory.State] = (Action<long>)(bytes => reported += bytes),
                },
            };
            IExecutionResult result = await executor.ExecuteAsync(request, CancellationToken.None);
            var stream = Assert.IsType<ResponseStream>(result);
            IAsyncEnumerator<OperationResult> responses =
                stream.ReadResultsAsync(CancellationToken.None).GetAsyncEnumerator();
            ValueTask<bool> next = responses.MoveNextAsync();
            await topics.SendAsync("ticks", 1);

            // The plan is made when there is something to write.
            Assert.True(await next);
            Assert.Empty(responses.Current.Errors);
            responses.Current.Dispose();
            return responses;
        }
    }

    [Fact]
    public async Task DocumentCache_WithDocumentsOfLargePlans_TakesSomeMegabytes()
    {
        RequestExecutor executor = CreateExecutor(new InMemoryTopics());
        await QueryAsync(0);

        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 1; i <= 64; i++)
        {
            await QueryAsync(i);
        }

        long taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{taken} bytes");
        Assert.InRange(taken, 0, (2 * DocumentCache.MaxBytes) + Noise);
        GC.KeepAlive(executor);

        // Its fragment is in the plan twenty times.
        async Task QueryAsync(int i) => Assert.StartsWith(
            "{\"data\":",
            await executor.AskAsync(
                $"{{ {Repeat(20, n => $"a{n}:item {{ ...F }} ")} }} "
                    + $"fragment F on Item {{ {Repeat(200, n => $"b{n}_{i}:x ")} }}"));
    }

    private static RequestExecutor CreateExecutor(InMemoryTopics topics)
    {
        Schema schema = TestExecutor.SchemaOf(Sdl, new()
        {
            ["x"] = _ => new(1),
            ["item"] = _ => new(1),
        });
        schema.SubscriptionType!.Fields["item"]!.Subscribe = async context =>
        {
            ISourceStream<int> stream = await topics.SubscribeAsync<int>("ticks", context.RequestAborted);
            return stream.ReadEventsAsync().Select(number => (object?)number);
        };
        return TestExecutor.Create(schema);
    }

    private static string Selecting(string fields, string variables = "")
        => $"subscription{variables} {{ item {{ {fields} }} }}";

    private static string SelectingFragment(string fields)
        => $"{Selecting(Repeat(20, i => $"a{i}:item {{ ...F }} "))} fragment F on Item {{ {fields} }}";

    private static string Repeat(int count, Func<int, string> part)
        => string.Concat(Enumerable.Range(0, count).Select(part));
}
