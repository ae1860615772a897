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
    public async Task ReadEventsAsync_FellBehind_EndsWithAnErrorAfterWhatWasKept()
    {
        var topics = new InMemoryTopics(bufferCapacity: 4);
        ISourceStream<int> stream = await topics.SubscribeAsync<int>("a");
        for (int number = 0; number < 10; number++)
        {
            await topics.SendAsync("a", number);
        }

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
}
