using System.Collections.Concurrent;

namespace HotChocolate.Subscriptions;

/// <summary>Topics within this process.</summary>
internal sealed class InMemoryTopics(int bufferCapacity = InMemoryTopics.DefaultBufferCapacity)
    : ITopicEventSender, ITopicEventReceiver
{
    /// <summary>How many messages wait for a reader before it is cut off.</summary>
    public const int DefaultBufferCapacity = 1024;

    // A topic is its array of subscribers, replaced as a whole: sending reads it without a lock.
    private readonly ConcurrentDictionary<string, TopicSubscription[]> _topics = new(StringComparer.Ordinal);

    /// <summary>How many subscriptions are open, over all topics.</summary>
    public int SubscriptionCount => _topics.Values.Sum(subscriptions => subscriptions.Length);

    public ValueTask SendAsync<TMessage>(
        string topicName, TMessage message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TopicSubscription[] subscriptions = _topics.GetValueOrDefault(topicName) ?? [];
        if (Array.Exists(subscriptions, subscription => subscription is not TopicSubscription<TMessage>))
        {
            throw new InvalidOperationException(
                $"Topic '{topicName}' has subscribers that expect another type than {typeof(TMessage)}.");
        }

        foreach (TopicSubscription subscription in subscriptions)
        {
            ((TopicSubscription<TMessage>)subscription).Publish(message);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<ISourceStream<TMessage>> SubscribeAsync<TMessage>(
        string topicName, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var subscription = new TopicSubscription<TMessage>(bufferCapacity, leaving => Remove(topicName, leaving));
        _topics.AddOrUpdate(topicName, _ => [subscription], (_, others) => [.. others, subscription]);
        subscription.LeaveOn(cancellationToken);
        return ValueTask.FromResult<ISourceStream<TMessage>>(subscription);
    }

    private void Remove(string topicName, TopicSubscription subscription)
    {
        while (_topics.TryGetValue(topicName, out TopicSubscription[]? current))
        {
            TopicSubscription[] others = Array.FindAll(current, other => other != subscription);
            if (others.Length == 0
                ? _topics.TryRemove(KeyValuePair.Create(topicName, current))
                : _topics.TryUpdate(topicName, others, current))
            {
                return;
            }
        }
    }
}
