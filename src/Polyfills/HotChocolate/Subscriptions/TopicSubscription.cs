using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace HotChocolate.Subscriptions;

/// <summary>One subscriber of a topic.</summary>
internal abstract class TopicSubscription;

/// <summary>One subscriber of a topic, with the messages that it has not read yet.</summary>
internal sealed class TopicSubscription<TMessage>(int capacity, Action<TopicSubscription> leave)
    : TopicSubscription, ISourceStream<TMessage>
{
    private readonly Channel<TMessage> _buffer = Channel.CreateBounded<TMessage>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private CancellationTokenRegistration _registration;

    /// <summary>Ends the subscription with the token, even if nobody ever reads it.</summary>
    public void LeaveOn(CancellationToken cancellationToken)
        => _registration = cancellationToken.UnsafeRegister(
            static self => ((TopicSubscription<TMessage>)self!).Leave(), this);

    public void Publish(TMessage message)
    {
        if (!_buffer.Writer.TryWrite(message))
        {
            Leave(new GraphQLException(ErrorBuilder.New()
                .SetMessage($"The subscription fell behind by more than {capacity} messages and was ended.")
                .SetCode("SUBSCRIPTION_OVERFLOW").Build()));
        }
    }

    public IAsyncEnumerable<TMessage> ReadEventsAsync() => ReadAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Leave();
        await _registration.DisposeAsync().ConfigureAwait(false);
    }

    private async IAsyncEnumerable<TMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (TMessage message in _buffer.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return message;
            }
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Leave(Exception? reason = null)
    {
        leave(this);
        _buffer.Writer.TryComplete(reason);
    }
}
