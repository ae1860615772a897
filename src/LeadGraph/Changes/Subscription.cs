using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using HotChocolate;
using HotChocolate.Execution;
using HotChocolate.Subscriptions;
using HotChocolate.Types;
using LeadGraph.Limits;
using LeadGraph.Scoring;

namespace LeadGraph.Changes;

/// <summary>Subscriptions.</summary>
public class Subscription
{
    /// <summary>
    /// Opens the stream behind <see cref="OnLeadScoreChanged"/>, and keeps the monitor watching meanwhile.
    /// </summary>
    /// <param name="to">Only moves to this tier.</param>
    /// <param name="receiver">Where the moves are published.</param>
    /// <param name="monitor">Notices the moves.</param>
    /// <param name="budget">The budget of the memory that the subscription holds.</param>
    /// <param name="clock">Gives the time.</param>
    /// <param name="lease">The lease of the operation, which becomes the lease of the subscription.</param>
    /// <param name="cancellationToken">Ends the subscription.</param>
    /// <exception cref="GraphQLException">The caller has too many streams or subscriptions.</exception>
    [GraphQLIgnore]
    public IAsyncEnumerable<LeadScoreChange> SubscribeToLeadScoreChanges(
        LeadScore? to,
        ITopicEventReceiver receiver,
        LeadScoreMonitor monitor,
        MemoryBudget budget,
        TimeProvider clock,
        [GlobalState(OperationLease.State)] OperationLease lease,
        CancellationToken cancellationToken)
    {
        // Before the stream exists, so that the request can still be rejected. A stream that is never read does not
        // dispose its lease, so cancellation does.
        IDisposable subscriptionLease = lease.BecomeSubscription();
        cancellationToken.Register(subscriptionLease.Dispose);
        return ListenAsync(
            to, receiver, monitor, users => new ChangeBatch(users, budget, lease.Caller, clock), lease,
            subscriptionLease, cancellationToken);
    }

    private static async IAsyncEnumerable<LeadScoreChange> ListenAsync(
        LeadScore? to,
        ITopicEventReceiver receiver,
        LeadScoreMonitor monitor,
        Func<long[], ChangeBatch> createBatch,
        OperationLease lease,
        IDisposable subscriptionLease,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using IDisposable disposedAtEnd = subscriptionLease;
        await using ISourceStream<ImmutableArray<LeadScoreChange>> comparisons =
            await receiver.SubscribeAsync<ImmutableArray<LeadScoreChange>>(LeadScoreMonitor.Topic, cancellationToken);
        using IDisposable subscriber = monitor.AddSubscriber();
        await foreach (ImmutableArray<LeadScoreChange> changes in
            comparisons.ReadEventsAsync().WithCancellation(cancellationToken))
        {
            foreach (LeadScoreChange[] together in changes
                .Where(change => to is null || change.Current == to).Chunk(ChangeBatch.Largest))
            {
                using ChangeBatch batch = createBatch([.. together.Select(change => change.UserId)]);
                foreach (LeadScoreChange change in together)
                {
                    // The operation is executed for the event before the next one is asked for.
                    using IDisposable eventLease = await lease.BeginEventAsync(cancellationToken);
                    batch.MoveNext();
                    yield return change with { Batch = batch };
                    lease.Memory.Release();
                }
            }
        }
    }

    /// <summary>
    /// Raised when a user moves from one tier to another, registers, or is no longer registered.
    /// </summary>
    /// <param name="to">Only changes to this tier. Those of users who are no longer registered are to COLD.</param>
    /// <param name="change">The move.</param>
    [Subscribe(With = nameof(SubscribeToLeadScoreChanges))]
    public LeadScoreChange OnLeadScoreChanged(LeadScore? to, [EventMessage] LeadScoreChange change) => change;
}
