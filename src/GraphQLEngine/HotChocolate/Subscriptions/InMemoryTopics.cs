using System.Collections.Concurrent;
using HotChocolate.Execution;

namespace HotChocolate.Subscriptions;

/// <summary>
/// Topics within this process. What a subscriber has not read yet waits here and nowhere else: transports take the
/// next message when the one before has left, so a slow client fills its buffer here, and then senders wait for it.
/// </summary>
/// <param name="bufferCapacity">How many messages wait for a subscriber before senders do.</param>
/// <param name="timeout">
/// How long senders wait for a subscriber that reads nothing, by default 30 seconds: longer than a transport takes to
/// notice that its client stands still.
/// </param>
/// <param name="clock">Measures that time; by default the system's clock.</param>
internal sealed class InMemoryTopics(
    int bufferCapacity = InMemoryTopics.DefaultBufferCapacity, TimeSpan? timeout = null, TimeProvider? clock = null)
    : ITopicEventSender, ITopicEventReceiver
{
    /// <summary>How many messages wait for a subscriber before senders do.</summary>
    public const int DefaultBufferCapacity = 1024;

    private readonly TimeSpan _timeout = timeout ?? TimeSpan.FromSeconds(30);
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

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

        List<Task>? waiting = null;
        foreach (TopicSubscription subscription in subscriptions)
        {
            ValueTask publishing =
                ((TopicSubscription<TMessage>)subscription).PublishAsync(message, cancellationToken);
            if (!publishing.IsCompletedSuccessfully)
            {
                (waiting ??= []).Add(publishing.AsTask());
            }
        }

        return waiting is null ? ValueTask.CompletedTask : new ValueTask(Task.WhenAll(waiting));
    }

    public ValueTask<ISourceStream<TMessage>> SubscribeAsync<TMessage>(
        string topicName, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var subscription = new TopicSubscription<TMessage>(
            bufferCapacity, _timeout, _clock, leaving => Remove(topicName, leaving));
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
