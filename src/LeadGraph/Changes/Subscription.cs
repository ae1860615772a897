using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using HotChocolate;
using HotChocolate.Execution;
using HotChocolate.Subscriptions;
using HotChocolate.Types;
using LeadGraph.Limits;
using LeadGraph.Scoring;

namespace LeadGraph.Changes;

/// <summary>What can be listened to.</summary>
public class Subscription
{
    /// <summary>
    /// Opens the stream behind <see cref="OnLeadScoreChanged"/>, and keeps the monitor watching meanwhile.
    /// </summary>
    /// <param name="to">Only moves to this tier.</param>
    /// <param name="receiver">Where the moves are published.</param>
    /// <param name="monitor">Notices the moves.</param>
    /// <param name="turn">The operation's turn, which is over once it listens.</param>
    /// <param name="cancellationToken">Ends the subscription.</param>
    /// <exception cref="GraphQLException">The caller has too many streams or subscriptions.</exception>
    [GraphQLIgnore]
    public IAsyncEnumerable<LeadScoreChange> SubscribeToLeadScoreChanges(
        LeadScore? to,
        ITopicEventReceiver receiver,
        LeadScoreMonitor monitor,
        [GlobalState(OperationLease.State)] OperationLease turn,
        CancellationToken cancellationToken)
    {
        // Before there is a stream, so that the request can still be refused; and given back also by one that nobody
        // begins to read.
        IDisposable place = turn.BecomeSubscription();
        cancellationToken.Register(place.Dispose);
        return ListenAsync(to, receiver, monitor, turn, place, cancellationToken);
    }

    private static async IAsyncEnumerable<LeadScoreChange> ListenAsync(
        LeadScore? to,
        ITopicEventReceiver receiver,
        LeadScoreMonitor monitor,
        OperationLease turn,
        IDisposable place,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using IDisposable held = place;
        await using ISourceStream<ImmutableArray<LeadScoreChange>> comparisons =
            await receiver.SubscribeAsync<ImmutableArray<LeadScoreChange>>(LeadScoreMonitor.Topic, cancellationToken);
        using IDisposable attention = monitor.Attend();
        await foreach (ImmutableArray<LeadScoreChange> changes in
            comparisons.ReadEventsAsync().WithCancellation(cancellationToken))
        {
            foreach (LeadScoreChange change in changes)
            {
                if (to is null || change.Current == to)
                {
                    // The operation is executed for the event before the next one is asked for.
                    using IDisposable eventTurn = await turn.BeginEventAsync(cancellationToken);
                    yield return change;
                    turn.Memory.Release();
                }
            }
        }
    }

    /// <summary>Raised when a user moves from one tier to another, or only to the tier given.</summary>
    /// <param name="to">Only moves to this tier.</param>
    /// <param name="change">The move.</param>
    [Subscribe(With = nameof(SubscribeToLeadScoreChanges))]
    public LeadScoreChange OnLeadScoreChanged(LeadScore? to, [EventMessage] LeadScoreChange change) => change;
}
