using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using HotChocolate;
using HotChocolate.Subscriptions;
using HotChocolate.Types;
using LeadGraph.Scoring;

namespace LeadGraph.Live;

/// <summary>What can be listened to.</summary>
public class Subscription
{
    /// <summary>
    /// Opens the stream behind <see cref="OnLeadScoreChanged"/>, and keeps the monitor watching meanwhile.
    /// </summary>
    /// <param name="to">Only moves to this tier.</param>
    /// <param name="receiver">Where the moves are published.</param>
    /// <param name="monitor">Notices the moves.</param>
    /// <param name="cancellationToken">Ends the subscription.</param>
    [GraphQLIgnore]
    public async IAsyncEnumerable<LeadScoreChange> SubscribeToLeadScoreChanges(
        LeadScore? to,
        ITopicEventReceiver receiver,
        LeadScoreMonitor monitor,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
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
                    yield return change;
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
