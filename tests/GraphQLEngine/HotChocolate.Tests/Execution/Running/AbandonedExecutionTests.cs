using GreenDonut;
using HotChocolate.Types;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Execution;

/// <summary>What happens to resolvers whose caller has left.</summary>
public class AbandonedExecutionTests
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Caller_LeavesWhileAResolverWaitsForABatch_ScopeIsClosed()
    {
        using var caller = new CancellationTokenSource();
        await AssertClosedAsync(caller, async context =>
        {
            context.UseScope();
            context.Services.GetRequiredService<Probe>();
            Task<string?> value = ((Loader)context.DataLoader(typeof(Loader))).LoadAsync(1);
            await caller.CancelAsync();
            return await value;
        });
    }

    [Fact]
    public async Task Caller_LeavesBeforeAResolverAsksForABatch_ScopeIsClosed()
    {
        using var caller = new CancellationTokenSource();
        await AssertClosedAsync(caller, async context =>
        {
            context.UseScope();
            context.Services.GetRequiredService<Probe>();
            await caller.CancelAsync();
            await Task.Yield();
            return await ((Loader)context.DataLoader(typeof(Loader))).LoadAsync(1);
        });
    }

    [Fact]
    public async Task Caller_LeavesWhileAValueIsWritten_ScopeIsClosed()
    {
        using var caller = new CancellationTokenSource();
        await AssertClosedAsync(caller, async context =>
        {
            await Task.Yield();
            context.UseScope();
            context.Services.GetRequiredService<Probe>();
            return Items(caller);
        });
    }

    private static IEnumerable<string> Items(CancellationTokenSource caller)
    {
        yield return "one";
        caller.Cancel();
        throw new InvalidOperationException("The connection is gone.");
    }

    private async Task AssertClosedAsync(CancellationTokenSource caller, FieldResolver resolver)
    {
        ServiceProvider services = new ServiceCollection().AddScoped(_ => new Probe(_closed)).BuildServiceProvider();
        Schema schema = TestExecutor.SchemaOf("type Query { a: [String] }", new() { ["a"] = resolver });
        RequestExecutor executor = TestExecutor.Create(schema, services: services);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => executor.AskAsync("{ a }", null, caller.Token));
        await _closed.Task.WaitAsync(TimeSpan.FromMinutes(5));
    }

    private sealed class Probe(TaskCompletionSource closed) : IDisposable
    {
        public void Dispose() => closed.TrySetResult();
    }

    private sealed class Loader(IBatchScheduler scheduler, DataLoaderOptions options)
        : BatchDataLoader<int, string>(scheduler, options)
    {
        // The batch may begin before the caller leaves, and must not be over by then.
        protected override async Task<IReadOnlyDictionary<int, string>> LoadBatchAsync(
            IReadOnlyList<int> keys, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new Dictionary<int, string>();
        }
    }
}
