using System.Collections.Immutable;

namespace LeadGraph.Changes;

/// <summary>
/// Detects changes of tier by comparing all tiers with those of the comparison before, as of a moment that is no
/// earlier (<see cref="ComparisonMoment"/>). Not thread-safe.
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
    {
        DateTime moment = ComparisonMoment.Of(now, _comparedAt);
        return Tell(await reader.CompareOnAnyServerAsync(_tiers, _comparedAt, moment, cancellationToken), moment);
    }

    private IEnumerable<ImmutableArray<LeadScoreChange>> Tell(TierComparison comparison, DateTime moment)
    {
        try
        {
            foreach (TierDifference[] together in _comparedAt is null
                ? [] : comparison.Differences().Chunk(LeadScoreMonitor.LargestMessage))
            {
                yield return
                    [.. together.Select(lead => TierChangeReasons.ChangeOf(lead, moment, otherRules: false))];
            }
        }
        finally
        {
            comparison.Complete();
            _comparedAt = moment;
        }
    }
}
