namespace HotChocolate.Subscriptions;

/// <summary>Publishes messages to the subscribers of a topic.</summary>
public interface ITopicEventSender
{
    /// <summary>
    /// Hands the message to everybody who is subscribed to the topic now. Does not wait for them to read it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The topic has subscribers that expect another type.</exception>
    ValueTask SendAsync<TMessage>(string topicName, TMessage message, CancellationToken cancellationToken = default);
}
