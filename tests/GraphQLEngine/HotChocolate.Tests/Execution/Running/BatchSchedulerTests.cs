using System.Threading.Channels;
using GreenDonut;

namespace HotChocolate.Execution;

/// <summary>No batch begins while something of the request goes on that may still ask for keys.</summary>
public class BatchSchedulerTests
{
    private readonly Channel<PendingField?> _arrivals =
        Channel.CreateUnbounded<PendingField?>(new UnboundedChannelOptions { SingleReader = true });

    [Fact]
    public void TryBegin_NothingElseToDo_Begins()
    {
        var load = new ManualLoad();
        BatchScheduler scheduler = CreateScheduler();
        scheduler.Schedule(load.RunAsync);
        ReadArrivals();

        Assert.True(scheduler.TryBegin(_arrivals.Reader));
        Assert.True(load.HasBegun);
        Assert.False(scheduler.TryBegin(_arrivals.Reader));
    }

    // The walk found no arrival, and then, before it asked for batches, values were handed out from begin to end.
    [Fact]
    public async Task TryBegin_WithUnreadArrivals_Waits()
    {
        var second = new ManualLoad();
        (BatchScheduler scheduler, ManualLoad first) = BeginOne();
        scheduler.Schedule(second.RunAsync);
        ReadArrivals();

        await first.CompleteAsync(() => _arrivals.Writer.TryWrite(null));
        Assert.False(scheduler.TryBegin(_arrivals.Reader));
        Assert.False(second.HasBegun);

        ReadArrivals();
        Assert.True(scheduler.TryBegin(_arrivals.Reader));
        Assert.True(second.HasBegun);
    }

    [Fact]
    public async Task TryBegin_ValuesAreHandedOut_Waits()
    {
        var second = new ManualLoad();
        (BatchScheduler scheduler, ManualLoad first) = BeginOne();
        bool? begun = null;

        await first.CompleteAsync(() =>
        {
            scheduler.Schedule(second.RunAsync);
            ReadArrivals();
            begun = scheduler.TryBegin(_arrivals.Reader);
        });

        Assert.False(begun);
        Assert.True(_arrivals.Reader.TryPeek(out _), "Nobody is told that values are no longer handed out.");
        ReadArrivals();
        Assert.True(scheduler.TryBegin(_arrivals.Reader));
    }

    // Of several that await one task .NET resumes one at once, and the others later on other threads.
    [Fact]
    public async Task HandOut_SeveralWaitForOneKey_AllGoOnWithinIt()
    {
        var scheduler = new ManualScheduler();
        var loader = new NamesLoader(scheduler, new DataLoaderOptions());
        List<int> threads = [];
        Task[] waiting = [.. Enumerable.Range(0, 10).Select(async number =>
        {
            await loader.LoadAsync(number % 2).ConfigureAwait(false);
            lock (threads)
            {
                threads.Add(Environment.CurrentManagedThreadId);
            }
        })];
        int handingOut = 0;

        var thread = new Thread(() =>
        {
            handingOut = Environment.CurrentManagedThreadId;
            scheduler.Load!().GetAwaiter().GetResult().Invoke();
        });
        thread.Start();
        thread.Join();
        await Task.WhenAll(waiting);

        Assert.Equal(Enumerable.Repeat(handingOut, 10), threads);
        Assert.True(loader.LoadAsync(1).IsCompletedSuccessfully);
    }

    // A scheduler whose first batch has begun.
    private (BatchScheduler Scheduler, ManualLoad First) BeginOne()
    {
        var first = new ManualLoad();
        BatchScheduler scheduler = CreateScheduler();
        scheduler.Schedule(first.RunAsync);
        ReadArrivals();
        Assert.True(scheduler.TryBegin(_arrivals.Reader));
        return (scheduler, first);
    }

    private BatchScheduler CreateScheduler() => new(() => _arrivals.Writer.TryWrite(null), CancellationToken.None);

    private void ReadArrivals()
    {
        while (_arrivals.Reader.TryRead(out _))
        {
        }
    }

    /// <summary>A batch that is loaded when the test says so, and handed out before completing it ends.</summary>
    private sealed class ManualLoad
    {
        private readonly TaskCompletionSource<Action> _loaded = new();

        public bool HasBegun { get; private set; }

        public Task<Action> RunAsync()
        {
            HasBegun = true;
            return _loaded.Task;
        }

        public Task CompleteAsync(Action handOut) => Task.Run(() => _loaded.SetResult(handOut));
    }

    private sealed class ManualScheduler : IBatchScheduler
    {
        public Func<Task<Action>>? Load { get; private set; }

        public CancellationToken RequestAborted => CancellationToken.None;

        public void Schedule(Func<Task<Action>> load) => Load = load;
    }

    private sealed class NamesLoader(IBatchScheduler scheduler, DataLoaderOptions options)
        : BatchDataLoader<int, string>(scheduler, options)
    {
        protected override Task<IReadOnlyDictionary<int, string>> LoadBatchAsync(
            IReadOnlyList<int> keys, CancellationToken cancellationToken)
            => Task.FromResult<IReadOnlyDictionary<int, string>>(keys.ToDictionary(key => key, key => $"person {key}"));
    }
}
