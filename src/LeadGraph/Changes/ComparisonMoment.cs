namespace LeadGraph.Changes;

/// <summary>
/// The moment as of which tiers are compared. Instances take turns, and their clocks differ: as of an earlier moment
/// than the last comparison's a lead would be in the tier that it has just left, and be moved back and forth.
/// </summary>
public static class ComparisonMoment
{
    /// <summary>
    /// How much later the last comparison may be and still count. One that is further ahead was of a clock that showed
    /// a wrong time, or has been set back, and is not waited for.
    /// </summary>
    public static readonly TimeSpan LargestDifference = TimeSpan.FromHours(1);

    /// <summary>The moment: now, or that of the last comparison while the clock has not got there.</summary>
    /// <param name="now">The current time by the clock of this instance, UTC.</param>
    /// <param name="last">The moment of the last comparison, of whatever instance, UTC; null if there was none.</param>
    public static DateTime Of(DateTime now, DateTime? last)
        => last is { } before && now < before && before - now <= LargestDifference ? before : now;
}
