using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HotChocolate.Execution;

namespace HotChocolate.Subscriptions;

/// <summary>One subscriber of a topic.</summary>
internal abstract class TopicSubscription;

/// <summary>One subscriber of a topic, with the messages that it has not read yet.</summary>
/// <param name="capacity">How many messages it holds before senders wait.</param>
/// <param name="timeout">How long senders wait while none is read.</param>
/// <param name="clock">Measures that time.</param>
/// <param name="leave">Takes it off its topic.</param>
internal sealed class TopicSubscription<TMessage>(
    int capacity, TimeSpan timeout, TimeProvider clock, Action<TopicSubscription> leave)
    : TopicSubscription, ISourceStream<TMessage>
{
    private readonly Channel<TMessage> _buffer = Channel.CreateBounded<TMessage>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private CancellationTokenRegistration _registration;

    /// <summary>Ends the subscription with the token, even if nobody ever reads it.</summary>
    public void LeaveOn(CancellationToken cancellationToken)
        => _registration = cancellationToken.UnsafeRegister(
            static self => ((TopicSubscription<TMessage>)self!).Leave(), this);

    /// <summary>Puts the message into the buffer once there is room, and ends the subscription if none comes.</summary>
    public ValueTask PublishAsync(TMessage message, CancellationToken cancellationToken)
        => _buffer.Writer.TryWrite(message) ? ValueTask.CompletedTask : WaitAsync(message, cancellationToken);

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

    private async ValueTask WaitAsync(TMessage message, CancellationToken cancellationToken)
    {
        try
        {
            // Each iteration means that a message was read, so the timeout starts anew.
            while (await _buffer.Writer.WaitToWriteAsync(cancellationToken).AsTask()
                .WaitAsync(timeout, clock, cancellationToken).ConfigureAwait(false))
            {
                if (_buffer.Writer.TryWrite(message))
                {
                    return;
                }
            }
        }
        catch (GraphQLException)
        {
            // Another sender timed out and ended the subscription.
        }
        catch (TimeoutException)
        {
            Leave(Overflow());
        }
        catch (OperationCanceledException)
        {
            Leave(Overflow());
            throw;
        }
    }

    private GraphQLException Overflow() => new(ErrorBuilder.New()
        .SetMessage($"The subscription fell behind by more than {capacity} messages and was ended.")
        .SetCode("SUBSCRIPTION_OVERFLOW").Build());

    private void Leave(Exception? reason = null)
    {
        leave(this);
        _buffer.Writer.TryComplete(reason);
    }
}
