namespace HotChocolate.Subscriptions;

/// <summary>Subscribes to topics.</summary>
public interface ITopicEventReceiver
{
    /// <summary>
    /// Subscribes to a topic: every message sent to it from now on comes in order, up to the end of the stream's
    /// reading, its disposal or the cancellation.
    /// </summary>
    ValueTask<ISourceStream<TMessage>> SubscribeAsync<TMessage>(
        string topicName, CancellationToken cancellationToken = default);
}

/// <summary>The messages of one subscription.</summary>
public interface ISourceStream<out TMessage> : IAsyncDisposable
{
    /// <summary>
    /// Reads the messages as they come. A reader that falls behind by more than the topic's buffer holds gets a
    /// <see cref="GraphQLException"/>, rather than a stream with gaps.
    /// </summary>
    IAsyncEnumerable<TMessage> ReadEventsAsync();
}
