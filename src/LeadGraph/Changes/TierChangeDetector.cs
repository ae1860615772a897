using System.Collections.Immutable;

namespace LeadGraph.Changes;

/// <summary>
/// Detects changes of tier by comparing all tiers with those of the comparison before. Not thread-safe.
/// </summary>
/// <param name="reader">Reads the tiers.</param>
public sealed class TierChangeDetector(TierReader reader)
{
    private readonly LeadTiers _tiers = new();
    private DateTime? _comparedAt;

    /// <summary>The changes since the last call that succeeded; none at the first.</summary>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>
    /// Messages of at most <see cref="LeadScoreMonitor.LargestMessage"/> changes, to be enumerated once, before the
    /// next call. Each is created when it is asked for. When the enumeration ends, wherever it does, the changes count
    /// as told.
    /// </returns>
    /// <exception cref="Data.DatabaseNotReadyException">The database cannot serve leads.</exception>
    /// <exception cref="TimeoutException">The reading takes longer than it may.</exception>
    public async Task<IEnumerable<ImmutableArray<LeadScoreChange>>> DetectAsync(
        DateTime now, CancellationToken cancellationToken)
        => Tell(await reader.CompareOnAnyServerAsync(_tiers, _comparedAt, now, cancellationToken), now);

    private IEnumerable<ImmutableArray<LeadScoreChange>> Tell(TierComparison comparison, DateTime now)
    {
        try
        {
            foreach (TierDifference[] together in _comparedAt is null
                ? [] : comparison.Differences().Chunk(LeadScoreMonitor.LargestMessage))
            {
                yield return
                    [.. together.Select(lead => TierChangeReasons.ChangeOf(lead, now, otherRules: false))];
            }
        }
        finally
        {
            comparison.Complete();
            _comparedAt = now;
        }
    }
}
