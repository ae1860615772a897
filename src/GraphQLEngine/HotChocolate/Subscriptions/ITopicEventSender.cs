namespace HotChocolate.Subscriptions;

/// <summary>Publishes messages to the subscribers of a topic.</summary>
public interface ITopicEventSender
{
    /// <summary>
    /// Hands the message to everybody who is subscribed to the topic now. Does not wait for them to read it, but for
    /// those who have not read what a topic keeps for them (1,024 messages) until they have read some of it: so a
    /// burst of any size reaches a subscriber that reads, in a bounded amount of memory. One that reads nothing at all
    /// meanwhile, for 30 seconds, is not waited for any longer: its subscription ends.
    /// </summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">
    /// Ends the waiting. Those who had no room for the message by then lose their subscriptions.
    /// </param>
    /// <remarks>
    /// Messages that are sent one after the other, each when the sending of the one before is over, arrive in that
    /// order. Of those sent at the same time, each subscriber has an order of its own.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The topic has subscribers that expect another type.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask SendAsync<TMessage>(string topicName, TMessage message, CancellationToken cancellationToken = default);
}
