using System.Text.Json.Nodes;
using HotChocolate.Subscriptions;
using HotChocolate.Types;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Execution;

public class SubscriptionExecutionTests
{
    private readonly InMemoryTopics _topics = new();
    private readonly ServiceCollection _services = [];

    [Fact]
    public async Task Subscription_EachMessage_IsOneExecution()
    {
        await using ResponseStream stream = await SubscribeAsync("subscription { ticks { number } }");
        await _topics.SendAsync("ticks", 1);
        await _topics.SendAsync("ticks", 2);

        Assert.Equal(
            ["""{"data":{"ticks":{"number":1}}}""", """{"data":{"ticks":{"number":2}}}"""],
            await stream.ReadResultsAsync(CancellationToken.None).Take(2).Select(Text).ToListAsync());
        Assert.Equal(0, _topics.SubscriptionCount);
    }

    [Fact]
    public async Task Subscription_ErrorInOneExecution_DoesNotEndTheStream()
    {
        await using ResponseStream stream = await SubscribeAsync("subscription { ticks { number } }");
        await _topics.SendAsync("ticks", -1);
        await _topics.SendAsync("ticks", 2);

        List<string> responses =
            await stream.ReadResultsAsync(CancellationToken.None).Take(2).Select(Text).ToListAsync();

        Assert.Contains("\"path\":[\"ticks\",\"number\"]", responses[0]);
        Assert.Equal("""{"data":{"ticks":{"number":2}}}""", responses[1]);
    }

    [Fact]
    public async Task Subscription_ErrorInTheSource_IsTheLastResponse()
    {
        await using ResponseStream stream = await SubscribeAsync("subscription { fails }");

        List<string> responses = await stream.ReadResultsAsync(CancellationToken.None).Select(Text).ToListAsync();

        Assert.Equal("""{"data":{"fails":1}}""", responses[0]);
        Assert.Contains("\"path\":[\"fails\"]", Assert.Single(responses[1..]));
        Assert.DoesNotContain("\"data\"", responses[1]);
    }

    [Fact]
    public async Task Subscription_CallerLeaves_Unsubscribes()
    {
        using var caller = new CancellationTokenSource();
        await using ResponseStream stream = await SubscribeAsync("subscription { ticks { number } }");
        IAsyncEnumerator<OperationResult> responses = stream.ReadResultsAsync(caller.Token).GetAsyncEnumerator();
        ValueTask<bool> next = responses.MoveNextAsync();

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.AsTask());
        await responses.DisposeAsync();
        Assert.Equal(0, _topics.SubscriptionCount);
    }

    [Fact]
    public async Task Subscription_DisposedUnread_LeavesNothingBehind()
    {
        var scope = new Probe();
        _services.AddScoped(_ => scope);
        ResponseStream stream = await SubscribeAsync("subscription { ticks { number } }");
        Assert.Equal(1, _topics.SubscriptionCount);

        await stream.DisposeAsync();

        Assert.Equal(0, _topics.SubscriptionCount);
        Assert.True(scope.IsDisposed);
    }

    [Fact]
    public async Task Subscription_ThatCannotBeOpened_IsARequestErrorAndLeavesNothingBehind()
    {
        var scope = new Probe();
        _services.AddScoped(_ => scope);
        await using IExecutionResult result = await ExecuteAsync("subscription { refuses }");

        string response = Text((OperationResult)result);

        Assert.Contains("\"path\":[\"refuses\"]", response);
        Assert.DoesNotContain("\"data\"", response);
        Assert.True(scope.IsDisposed);
    }

    private async Task<ResponseStream> SubscribeAsync(string document)
        => Assert.IsType<ResponseStream>(await ExecuteAsync(document));

    private async Task<IExecutionResult> ExecuteAsync(string document)
    {
        Schema schema = TestExecutor.SchemaOf(
            "type Query { a: Int } type Subscription { ticks: Tick fails: Int refuses: Int } type Tick { number: Int }",
            new()
            {
                ["ticks"] = context => new(context.Parent),
                ["fails"] = context => new(context.Parent),
                ["number"] = context => new((int)context.Parent! < 0
                    ? throw new InvalidOperationException()
                    : context.Parent),
            });
        schema.SubscriptionType!.Fields["ticks"]!.Subscribe = async context =>
        {
            UseProbe(context);
            ISourceStream<int> stream = await _topics.SubscribeAsync<int>("ticks", context.RequestAborted);
            return stream.ReadEventsAsync().Select(number => (object?)number);
        };
        schema.SubscriptionType.Fields["fails"]!.Subscribe = _ => new(OneThenError());
        schema.SubscriptionType.Fields["refuses"]!.Subscribe = context =>
        {
            UseProbe(context);
            throw new InvalidOperationException();
        };
        RequestExecutor executor = TestExecutor.Create(schema, services: _services.BuildServiceProvider());
        return await executor.ExecuteAsync(new OperationRequest { Document = document }, CancellationToken.None);
    }

    private static void UseProbe(ResolverContext context)
    {
        context.UseScope();
        context.Services.GetService<Probe>();
    }

    private static async IAsyncEnumerable<object?> OneThenError()
    {
        await Task.Yield();
        yield return 1;
        throw new InvalidOperationException();
    }

    private static string Text(OperationResult result)
        => JsonNode.Parse(result.ToJson(withIndentations: false))!.ToJsonString();

    private sealed class Probe : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
