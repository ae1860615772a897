using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.CompilerServices;
using HotChocolate.Execution;
using HotChocolate.Subscriptions;
using LeadGraph.Data;
using LeadGraph.Scoring;

namespace LeadGraph.Changes.Feed;

/// <summary>How far one who listens has got. Thread-safe.</summary>
/// <param name="start">The recorded change after which to begin; null for no recorded one.</param>
public sealed class FeedPosition(ChangeCursor? start)
{
    private readonly Lock _lock = new();
    private ChangeCursor? _cursor = start;

    /// <summary>
    /// The recorded change up to which everything has been delivered; null while changes are not recorded.
    /// </summary>
    public ChangeCursor? Cursor
    {
        get
        {
            lock (_lock)
            {
                return _cursor;
            }
        }

        set
        {
            lock (_lock)
            {
                _cursor = value;
            }
        }
    }
}

/// <summary>
/// Delivers changes as they are published. Those that are recorded have one order, that of their ids, so it can begin
/// after any of them: what was recorded before comes from the store, and what follows from memory, without gap and
/// without repetition. It holds few of them at a time, however slowly they are taken.
/// </summary>
/// <param name="feed">Reads recorded changes.</param>
/// <param name="recent">Holds the last ones.</param>
/// <param name="signal">Tells when there are more.</param>
/// <param name="receiver">Where changes are published that are not recorded.</param>
/// <param name="clock">Measures the pause after a failed read.</param>
/// <param name="logger">Records failures.</param>
public sealed partial class ChangeFollower(
    ChangeFeed feed, RecentChanges recent, ChangeSignal signal, ITopicEventReceiver receiver, TimeProvider clock,
    ILogger<ChangeFollower> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Of all who listen: they read the same store.
    private readonly LastingFailure _failing = new(clock);

    /// <summary>Where one begins who wants the changes from now on.</summary>
    public FeedPosition Now => new(recent.Last);

    /// <summary>Delivers changes until it is cancelled, or cannot go on.</summary>
    /// <param name="position">Where to begin. It is moved on when the changes up to it have been taken.</param>
    /// <param name="isGiven">Whether a caller gave the position, so that it is to be looked up in the store.</param>
    /// <param name="to">Only changes to this tier; null for all. Others may be among them.</param>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ChangeFeedException">Changes after the position cannot be read any more.</exception>
    /// <exception cref="HotChocolate.GraphQLException">
    /// Changes are not recorded, and too many have been published that were not taken.
    /// </exception>
    public async IAsyncEnumerable<IReadOnlyList<LeadScoreChange>> FollowAsync(
        FeedPosition position, bool isGiven, LeadScore? to, string caller,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (position.Cursor is null)
        {
            await using ISourceStream<ImmutableArray<LeadScoreChange>> published =
                await receiver.SubscribeAsync<ImmutableArray<LeadScoreChange>>(
                    LeadScoreMonitor.Topic, cancellationToken);
            await foreach (ImmutableArray<LeadScoreChange> changes in
                published.ReadEventsAsync().WithCancellation(cancellationToken))
            {
                if (changes[0].Id > 0)
                {
                    // There is a store by now.
                    position.Cursor = changes[0].Position with { Id = changes[0].Id - 1 };
                    break;
                }

                yield return changes;
            }
        }

        while (position.Cursor is { } after)
        {
            // Before the read, so that nothing that is recorded meanwhile is waited for.
            Task next = signal.Next;
            (IReadOnlyList<LeadScoreChange> changes, ChangeCursor last, bool isAll) =
                !isGiven && recent.After(after) is { } held
                    ? (held, held.IsEmpty ? after : held[^1].Position, held.IsEmpty)
                    : await ReadAsync(after, to, caller, cancellationToken);
            isGiven = false;
            if (changes.Count > 0)
            {
                yield return changes;
            }

            position.Cursor = last;
            if (isAll)
            {
                await next.WaitAsync(cancellationToken);
            }
        }
    }

    // Whether these are all that there are is told only if there are none.
    private async Task<(IReadOnlyList<LeadScoreChange> Changes, ChangeCursor Last, bool IsAll)> ReadAsync(
        ChangeCursor after, LeadScore? to, string caller, CancellationToken cancellationToken)
    {
        var request = new ChangeRequest(after, Before: null, RecentChanges.MaxRead, To: to is { } tier ? [tier] : null);
        while (true)
        {
            try
            {
                ChangePage page = await feed.ReadAsync(request, caller, countsAll: false, cancellationToken);
                _failing.Ends();
                return (page.Changes, page.PositionOf(page.HasMore ? page.Changes[^1].Id : page.Last),
                    page.Changes.Count == 0);
            }
            catch (Exception failure)
                when (failure is DbException or TimeoutException or DatabaseNotReadyException
                    && !cancellationToken.IsCancellationRequested)
            {
                if (_failing.Begins(failure))
                {
                    LogFailed(failure);
                }

                // Who listens has not asked for this read, and waits for the database as for a change.
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    [LoggerMessage(EventId = 12001, Level = LogLevel.Warning,
        Message = "Subscriptions cannot read the recorded changes of tier; LeadGraph keeps trying.")]
    private partial void LogFailed(Exception failure);
}
