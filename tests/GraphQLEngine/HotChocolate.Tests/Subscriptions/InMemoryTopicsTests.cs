using HotChocolate.Execution;

namespace HotChocolate.Subscriptions;

public class InMemoryTopicsTests
{
    [Fact]
    public async Task SendAsync_EverySubscriber_GetsEveryMessageInOrder()
    {
        var topics = new InMemoryTopics();
        List<ISourceStream<int>> streams = [];
        for (int index = 0; index < 3; index++)
        {
            streams.Add(await topics.SubscribeAsync<int>("numbers"));
        }

        for (int number = 0; number < 500; number++)
        {
            await topics.SendAsync("numbers", number);
        }

        foreach (ISourceStream<int> stream in streams)
        {
            Assert.Equal(Enumerable.Range(0, 500), await stream.ReadEventsAsync().Take(500).ToListAsync());
        }

        Assert.Equal(0, topics.SubscriptionCount);
    }

    [Fact]
    public async Task SendAsync_OtherTopicOrNobody_ReachesNobody()
    {
        var topics = new InMemoryTopics();
        await using ISourceStream<int> stream = await topics.SubscribeAsync<int>("a");

        await topics.SendAsync("b", 1);
        await topics.SendAsync("a", 2);

        Assert.Equal(2, await stream.ReadEventsAsync().FirstAsync());
    }

    [Fact]
    public async Task SubscribeAsync_TokenCancelled_LeavesEvenIfNobodyReads()
    {
        var topics = new InMemoryTopics();
        using var caller = new CancellationTokenSource();
        ISourceStream<int> stream = await topics.SubscribeAsync<int>("a", caller.Token);
        Assert.Equal(1, topics.SubscriptionCount);

        await caller.CancelAsync();

        Assert.Equal(0, topics.SubscriptionCount);
        Assert.Empty(await stream.ReadEventsAsync().ToListAsync());
    }

    [Fact]
    public async Task SendAsync_SubscriberReadsSlowerThanItIsSent_WaitsAndLosesNothing()
    {
        // Each wait is for one message, so the whole may well take longer than the timeout.
        var clock = new CountingClock();
        var topics = new InMemoryTopics(bufferCapacity: 4, timeout: TimeSpan.FromSeconds(3), clock);
        await using ISourceStream<int> stream = await topics.SubscribeAsync<int>("a");
        Task sending = SendAsync(topics, count: 40);
        Assert.False(sending.IsCompleted);

        var read = new List<int>();
        await foreach (int number in stream.ReadEventsAsync().Take(40))
        {
            read.Add(number);
            // Until the sender waits for the next message to be read, or the last four are in the buffer.
            await (read.Count < 36 ? clock.UntilWaitsAsync(read.Count + 1) : sending);
            clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(Enumerable.Range(0, 40), read);
        await sending;
    }

    [Fact]
    public async Task SendAsync_FromManyAtATime_ReachesASlowReaderWhole()
    {
        var topics = new InMemoryTopics(bufferCapacity: 4);
        await using ISourceStream<int> stream = await topics.SubscribeAsync<int>("a");
        Task sending = Task.WhenAll(Enumerable.Range(0, 100).Select(number => topics.SendAsync("a", number).AsTask()));

        List<int> read = await stream.ReadEventsAsync().Take(100).ToListAsync();

        await sending;
        Assert.Equal(Enumerable.Range(0, 100), read.Order());
    }

    [Fact]
    public async Task SendAsync_OneStandsStill_ReachesTheOthersAndEndsThatOne()
    {
        var clock = new CountingClock();
        var topics = new InMemoryTopics(bufferCapacity: 4, timeout: TimeSpan.FromSeconds(2), clock);
        await using ISourceStream<int> still = await topics.SubscribeAsync<int>("a");
        await using ISourceStream<int> reader = await topics.SubscribeAsync<int>("a");
        Task sending = SendAsync(topics, count: 100);

        var read = new List<int>();
        await foreach (int number in reader.ReadEventsAsync().Take(100))
        {
            read.Add(number);
            if (number == 4)
            {
                // The fifth message reached this one, so that the sender waits for the other alone.
                clock.Advance(TimeSpan.FromSeconds(2));
            }
        }

        await sending;
        Assert.Equal(Enumerable.Range(0, 100), read);
        await Assert.ThrowsAsync<GraphQLException>(() => still.ReadEventsAsync().ToListAsync().AsTask());
        Assert.Equal(0, topics.SubscriptionCount);
    }

    [Fact]
    public async Task SendAsync_SubscriberLeavesWhileItIsWaitedFor_GoesOn()
    {
        var topics = new InMemoryTopics(bufferCapacity: 1);
        ISourceStream<int> stream = await topics.SubscribeAsync<int>("a");
        Task sending = SendAsync(topics, count: 3);
        Assert.False(sending.IsCompleted);

        await stream.DisposeAsync();

        await sending;
        Assert.Equal(0, topics.SubscriptionCount);
    }

    [Fact]
    public async Task SendAsync_CancelledWhileItWaits_EndsTheSubscriptionRatherThanLeaveAGap()
    {
        var topics = new InMemoryTopics(bufferCapacity: 1);
        ISourceStream<int> stream = await topics.SubscribeAsync<int>("a");
        using var sender = new CancellationTokenSource();
        await topics.SendAsync("a", 0);
        Task sending = topics.SendAsync("a", 1, sender.Token).AsTask();

        await sender.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await Assert.ThrowsAsync<GraphQLException>(() => stream.ReadEventsAsync().ToListAsync().AsTask());
        Assert.Equal(0, topics.SubscriptionCount);
    }

    [Fact]
    public async Task ReadEventsAsync_StoodStill_EndsWithAnErrorAfterWhatWasKept()
    {
        var topics = new InMemoryTopics(bufferCapacity: 4, timeout: TimeSpan.FromMilliseconds(50));
        ISourceStream<int> stream = await topics.SubscribeAsync<int>("a");
        await SendAsync(topics, count: 10);

        var read = new List<int>();
        GraphQLException exception = await Assert.ThrowsAsync<GraphQLException>(async () =>
        {
            await foreach (int number in stream.ReadEventsAsync())
            {
                read.Add(number);
            }
        });

        Assert.Equal([0, 1, 2, 3], read);
        Assert.Equal("SUBSCRIPTION_OVERFLOW", exception.Errors[0].Code);
        Assert.Equal(0, topics.SubscriptionCount);
    }

    [Fact]
    public async Task SendAsync_SubscribersExpectAnotherType_Throws()
    {
        var topics = new InMemoryTopics();
        await using ISourceStream<string> stream = await topics.SubscribeAsync<string>("a");

        await Assert.ThrowsAsync<InvalidOperationException>(() => topics.SendAsync("a", 1).AsTask());
    }

    /// <summary>Sends the numbers from 0 on, one after the other.</summary>
    private static async Task SendAsync(InMemoryTopics topics, int count)
    {
        for (int number = 0; number < count; number++)
        {
            await topics.SendAsync("a", number);
        }
    }
}
