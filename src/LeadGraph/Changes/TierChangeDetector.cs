using System.Collections.Immutable;
using LeadGraph.Scoring;

namespace LeadGraph.Changes;

/// <summary>
/// Detects changes of tier by comparing all tiers with those of the comparison before. Not thread-safe.
/// </summary>
/// <param name="reader">Reads the tiers.</param>
public sealed class TierChangeDetector(TierReader reader)
{
    // Users whose tiers at the comparison before are read by one statement.
    private const int UsersPerStatement = 500;

    private readonly LeadTiers _tiers = new();
    private DateTime? _comparedAt;

    /// <summary>The changes since the last call that succeeded; none at the first.</summary>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Data.DatabaseNotReadyException">The database cannot serve leads.</exception>
    /// <exception cref="TimeoutException">The reading takes longer than it may.</exception>
    public async Task<ImmutableArray<LeadScoreChange>> DetectAsync(DateTime now, CancellationToken cancellationToken)
    {
        TierComparison comparison = await reader.CompareAsync(_tiers, now, cancellationToken);
        ImmutableArray<LeadScoreChange> changes = _comparedAt is { } before
            ? await ExplainAsync([.. comparison.Differences()], before, now, cancellationToken)
            : [];
        comparison.Complete();
        _comparedAt = now;
        return changes;
    }

    // More events never lower a tier. So a rise has a new event as its cause, and a fall a lost one: one that left the
    // window if what the tables hold now still gives the tier of before as of then, else one that was changed or
    // deleted. TickSql decides in the same way.
    private async Task<ImmutableArray<LeadScoreChange>> ExplainAsync(
        TierDifference[] differences, DateTime before, DateTime now, CancellationToken cancellationToken)
    {
        HashSet<long> expired = [];
        foreach (TierDifference[] fallen in differences.Where(lead => lead.IsFall).Chunk(UsersPerStatement))
        {
            Dictionary<long, LeadScore> tiers = await reader.ReadAsync(
                [.. fallen.Select(lead => lead.User)], before, cancellationToken);
            expired.UnionWith(fallen
                .Where(lead => tiers.TryGetValue(lead.User, out LeadScore tier) && tier >= lead.Previous)
                .Select(lead => lead.User));
        }

        return [.. differences.Select(lead => new LeadScoreChange(
            lead.User, lead.Previous, lead.Current ?? LeadScore.Cold, now,
            lead.Current is null ? LeadScoreChangeReason.Removal
                : lead.Previous is null ? LeadScoreChangeReason.Registration
                : expired.Contains(lead.User) ? LeadScoreChangeReason.Expiry
                : LeadScoreChangeReason.Events))];
    }
}
