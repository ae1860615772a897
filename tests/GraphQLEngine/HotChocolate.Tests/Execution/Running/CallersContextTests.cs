namespace HotChocolate.Execution;

/// <summary>
/// Resolvers do not run in the context of the code that sends the request: what they await would come back by way of
/// it, out of the sight of the scheduler of batches.
/// </summary>
public class CallersContextTests
{
    private static readonly OperationRequest s_request = new() { Document = "{ now later }" };

    private readonly List<string?> _contexts = [];

    [Fact]
    public async Task Caller_HasASynchronizationContext_NothingRunsInIt()
    {
        var context = new CountingContext();
        RequestExecutor executor = CreateExecutor();

        ValueTask<IExecutionResult> executing = default;
        await Task.Run(() =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            executing = executor.ExecuteAsync(s_request, CancellationToken.None);
            SynchronizationContext.SetSynchronizationContext(null);
        });
        await using IExecutionResult result = await executing;

        Assert.Equal("""{"data":{"now":"a","later":"b"}}""", result.ToJson(withIndentations: false));
        Assert.Equal(0, context.Posts);
        Assert.Equal([null, null, null], _contexts);
    }

    [Fact]
    public async Task Caller_HasATaskScheduler_NothingRunsOnIt()
    {
        RequestExecutor executor = CreateExecutor();

        await using IExecutionResult result = await Task.Factory.StartNew(
            () => executor.ExecuteAsync(s_request, CancellationToken.None).AsTask(),
            CancellationToken.None,
            TaskCreationOptions.None,
            new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

        Assert.Equal("""{"data":{"now":"a","later":"b"}}""", result.ToJson(withIndentations: false));
        Assert.Equal([null, null, null], _contexts);
    }

    [Fact]
    public async Task Resolver_SetsAnAsyncLocal_CallerDoesNotSeeIt()
    {
        var local = new AsyncLocal<string?>();
        RequestExecutor executor = TestExecutor.Create("type Query { a: String }", new()
        {
            ["a"] = _ =>
            {
                local.Value = "changed";
                return new("a");
            },
        });

        await using IExecutionResult result = await executor.ExecuteAsync(
            new OperationRequest { Document = "{ a }" }, CancellationToken.None);

        Assert.Null(local.Value);
    }

    private RequestExecutor CreateExecutor() => TestExecutor.Create("type Query { now: String later: String }", new()
    {
        ["now"] = _ =>
        {
            Note();
            return new("a");
        },
        ["later"] = async _ =>
        {
            Note();
            await Task.Yield();
            Note();
            return "b";
        },
    });

    private void Note() => _contexts.Add(
        SynchronizationContext.Current?.ToString()
            ?? (TaskScheduler.Current == TaskScheduler.Default ? null : TaskScheduler.Current.ToString()));

    private sealed class CountingContext : SynchronizationContext
    {
        private int _posts;

        public int Posts => _posts;

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            base.Post(d, state);
        }
    }
}
