using System.Runtime.CompilerServices;
using HotChocolate;
using HotChocolate.Types;
using LeadGraph.Changes.Feed;
using LeadGraph.GraphQL;
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
    /// <param name="after">The cursor after which it begins; null to begin now.</param>
    /// <param name="follower">Delivers the moves.</param>
    /// <param name="monitor">Notices the moves.</param>
    /// <param name="budget">The budget of the memory that the subscription holds.</param>
    /// <param name="clock">Gives the time.</param>
    /// <param name="lease">The lease of the operation, which becomes the lease of the subscription.</param>
    /// <param name="cursors">
    /// The id of the last event before the client connected again, which counts more than the argument.
    /// </param>
    /// <param name="cancellationToken">Ends the subscription.</param>
    /// <exception cref="GraphQLException">
    /// The caller has too many streams or subscriptions, or the cursor is none.
    /// </exception>
    [GraphQLIgnore]
    public IAsyncEnumerable<LeadScoreChange> SubscribeToLeadScoreChanges(
        LeadScore? to,
        string? after,
        [Service] ChangeFollower follower,
        LeadScoreMonitor monitor,
        MemoryBudget budget,
        TimeProvider clock,
        [GlobalState(OperationLease.State)] OperationLease lease,
        [GlobalState(EventCursors.State)] EventCursors cursors,
        CancellationToken cancellationToken)
    {
        string argument = cursors.LastEventId is null ? nameof(after) : EventCursors.Header;
        ChangeCursor? start = ChangeCursor.Read(argument, cursors.LastEventId ?? after);
        FeedPosition position = start is null ? follower.Now : new FeedPosition(start);
        cursors.Find = message => message is LeadScoreChange change
            ? change.Cursor
            : position.Cursor?.ToString();

        // Before the stream exists, so that the request can still be rejected. A stream that is never read does not
        // dispose its lease, so cancellation does.
        IDisposable subscriptionLease = lease.BecomeSubscription();
        cancellationToken.Register(subscriptionLease.Dispose);
        return ListenAsync(
            follower.FollowAsync(position, isGiven: start is not null, to, lease.Caller, cancellationToken),
            to, position, start is null ? null : argument, monitor,
            users => new ChangeBatch(users, budget, lease.Caller, clock),
            lease, subscriptionLease, cancellationToken);
    }

    private static async IAsyncEnumerable<LeadScoreChange> ListenAsync(
        IAsyncEnumerable<IReadOnlyList<LeadScoreChange>> published,
        LeadScore? to,
        FeedPosition position,
        string? argument,
        LeadScoreMonitor monitor,
        Func<long[], ChangeBatch> createBatch,
        OperationLease lease,
        IDisposable subscriptionLease,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using IDisposable disposedAtEnd = subscriptionLease;
        await using IAsyncEnumerator<IReadOnlyList<LeadScoreChange>> messages =
            published.GetAsyncEnumerator(cancellationToken);
        using IDisposable subscriber = monitor.AddSubscriber();
        while (await MoveNextAsync())
        {
            foreach (LeadScoreChange[] together in messages.Current
                .Where(change => to is null || change.Current == to).Chunk(ChangeBatch.Largest))
            {
                using ChangeBatch batch = createBatch([.. together.Select(change => change.UserId)]);
                foreach (LeadScoreChange change in together)
                {
                    // The operation is executed for the event before the next one is asked for.
                    using IDisposable eventLease = await lease.BeginEventAsync(cancellationToken);
                    batch.MoveNext();
                    yield return change with { Batch = batch };
                    position.Cursor = change.Id > 0 ? change.Position : position.Cursor;
                    argument = null;
                    lease.Memory.Release();
                }
            }
        }

        async ValueTask<bool> MoveNextAsync()
        {
            try
            {
                return await messages.MoveNextAsync();
            }
            catch (ChangeFeedException problem)
            {
                throw ChangeFeedErrors.Of(problem, argument, position.Cursor);
            }
        }
    }

    /// <summary>
    /// Raised when a user moves from one tier to another, registers, or is no longer registered.
    /// </summary>
    /// <param name="to">Only changes to this tier. Those of users who are no longer registered are to COLD.</param>
    /// <param name="after">
    /// The cursor of a recorded change: first come the changes that were recorded after it. It needs a store.
    /// </param>
    /// <param name="change">The move.</param>
    [Subscribe(With = nameof(SubscribeToLeadScoreChanges))]
    public LeadScoreChange OnLeadScoreChanged(LeadScore? to, string? after, [EventMessage] LeadScoreChange change)
        => change;
}
