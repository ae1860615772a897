using HotChocolate.Execution;

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
