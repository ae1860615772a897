using System.Data.Common;
using System.Text.Json;
using LeadGraph.Changes.Feed;
using LeadGraph.Scoring;
using LeadGraph.Store;
using Microsoft.Extensions.Options;

namespace LeadGraph.Changes;

/// <summary>
/// Compares all tiers with those of the last comparison, which the store keeps, and records the changes there. So what
/// changed while no instance ran is recorded by the first comparison after. Not thread-safe, but for
/// <see cref="WaitForStoreAsync"/> and <see cref="WaitForChangesAsync"/>.
/// </summary>
/// <param name="reader">Reads the tiers of now.</param>
/// <param name="store">The store.</param>
/// <param name="rules">The scoring rules.</param>
/// <param name="live">How often tiers are compared, and how long that may take.</param>
/// <param name="options">How long changes are kept.</param>
/// <param name="age">Is told when tiers were compared.</param>
/// <param name="recent">Is told when changes are not recorded any more.</param>
public sealed class TierRecorder(
    TierReader reader, LeadStore store, ScoringRules rules, IOptions<LiveOptions> live,
    IOptions<ChangesOptions> options, FeedAge age, RecentChanges recent) : IDisposable
{
    // Timers are not exact. Another instance's comparison of about an interval ago must not postpone this one's.
    private const double ShortestGap = 0.8;

    private readonly string _rules = JsonSerializer.Serialize(rules);
    private readonly SemaphoreSlim _recorded = new(0);
    private TaskCompletionSource<ChangeCursor> _store = NewWait();
    private LeadTiers _tiers = new();

    // The comparison whose tiers are in memory. A number alone could be that of another comparison, after a server has
    // taken over that had not yet received the last ones.
    private (long Number, DateTime? ComparedAt)? _known;

    /// <summary>Why tier changes cannot be recorded; null if they can.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="DbException">The store failed.</exception>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        string? problem = await store.FindProblemAsync(cancellationToken);
        TaskCompletionSource<ChangeCursor> found = Volatile.Read(ref _store);
        age.Problem = StoreVersion.IsOfVersions(problem) ? problem : null;
        if (problem is not null && found.Task.IsCompleted)
        {
            age.Clear();
            recent.Clear();
            Volatile.Write(ref _store, NewWait());
        }
        else if (problem is null && !found.Task.IsCompleted)
        {
            // Before the first comparison, so that what it records is published.
            found.SetResult(await TierChangeRows.ReadLastAsync(store, cancellationToken));
        }

        return problem;
    }

    /// <summary>Waits until there is a store.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The last change that was there before this instance compared.</returns>
    public Task<ChangeCursor> WaitForStoreAsync(CancellationToken cancellationToken)
        => Volatile.Read(ref _store).Task.WaitAsync(cancellationToken);

    /// <summary>Waits until this instance has recorded changes.</summary>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task WaitForChangesAsync(TimeSpan timeout, CancellationToken cancellationToken)
        => _recorded.WaitAsync(timeout, cancellationToken);

    /// <summary>Compares and records, unless another instance is doing so or has just done so.</summary>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether this instance compared.</returns>
    /// <exception cref="Data.DatabaseNotReadyException">The database cannot serve leads.</exception>
    /// <exception cref="TimeoutException">The reading takes longer than it may.</exception>
    /// <exception cref="DbException">The store failed.</exception>
    public Task<bool> RecordAsync(DateTime now, CancellationToken cancellationToken)
        => RecordAsync(() => now, cancellationToken);

    /// <summary>Compares and records, unless another instance is doing so or has just done so.</summary>
    /// <param name="readClock">
    /// Gives the current time, UTC. It is asked when the state of the last comparison is known: an instance that has
    /// waited for the server until then would otherwise record a time before that of the last comparison.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether this instance compared.</returns>
    /// <exception cref="Data.DatabaseNotReadyException">The database cannot serve leads.</exception>
    /// <exception cref="TimeoutException">The reading takes longer than it may.</exception>
    /// <exception cref="DbException">The store failed.</exception>
    public async Task<bool> RecordAsync(Func<DateTime> readClock, CancellationToken cancellationToken)
    {
        await using TierRecord? record = await TierRecord.TryBeginAsync(
            store, live.Value.ExecutionTimeout, cancellationToken);
        if (record is null)
        {
            return false;
        }

        RecordState state = await record.ReadStateAsync(cancellationToken);
        DateTime clock = AsStored(readClock());
        if (state.SinceLast is { } sinceLast)
        {
            age.Note((state.Number, state.ComparedAt), sinceLast);
        }

        if ((state.Number, state.ComparedAt) != _known || state.FollowsMaintained)
        {
            // Not what this instance itself has just done: its own pace is another's to decide.
            if (state.SinceLast >= TimeSpan.Zero && state.SinceLast < ShortestGap * live.Value.Interval
                && _known is not null && !state.FollowsMaintained)
            {
                return false;
            }

            _tiers = await record.ReadTiersAsync(state, cancellationToken);
        }

        DateTime now = ComparisonMoment.Of(clock, state.ComparedAt);
        // Until this comparison is written, nobody knows whether the tiers in memory are those of the store.
        _known = (-1, null);
        bool otherRules = state.Rules != _rules;
        TierComparison comparison = await reader.CompareAsync(
            _tiers, otherRules ? null : state.ComparedAt, now, cancellationToken);
        IEnumerable<LeadScoreChange> changes = state.ComparedAt is null
            ? []
            : comparison.Differences().Select(lead => TierChangeReasons.ChangeOf(lead, now, otherRules));
        if (await record.TryWriteAsync(
            state, comparison.Differences(), changes, now, _rules, options.Value, cancellationToken)
            is not { } written)
        {
            return false;
        }

        comparison.Complete();
        _known = (state.Number + 1, now);
        age.Note((state.Number + 1, (DateTime?)now), TimeSpan.Zero);
        if (written > 0 && _recorded.CurrentCount == 0)
        {
            _recorded.Release();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _recorded.Dispose();

    // PostgreSQL keeps microseconds.
    private static DateTime AsStored(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    private static TaskCompletionSource<ChangeCursor> NewWait()
        => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
