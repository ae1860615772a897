namespace LeadGraph.Insight.History;

/// <summary>The tiers of all users at the end of a day of the scoring time zone, and how they got there.</summary>
/// <param name="Date">The day.</param>
/// <param name="EndsAt">The midnight that ends it, for which the numbers of users are.</param>
/// <param name="Hot">How many users were hot.</param>
/// <param name="Warm">How many users were warm.</param>
/// <param name="Cool">How many users were cool.</param>
/// <param name="Cold">How many users were cold.</param>
/// <param name="Entered">
/// For each tier, how many users are in it who were in another one at the end of the day before, or were not registered
/// then.
/// </param>
/// <param name="Left">
/// For each tier, how many users are in another one who were in it at the end of the day before.
/// </param>
public sealed record LeadScoreDay(
    DateOnly Date, DateTime EndsAt, int Hot, int Warm, int Cool, int Cold, TierNumbers Entered, TierNumbers Left)
{
    /// <summary>The numbers at the end of the day.</summary>
    internal TierNumbers Closing => new(Hot, Warm, Cool, Cold);

    /// <summary>The numbers at the end of the day before.</summary>
    internal TierNumbers Opening => Closing - Entered + Left;

    /// <summary>
    /// The same day with other numbers at its begin or end; who makes the difference enters or leaves.
    /// </summary>
    /// <param name="opening">The numbers at the end of the day before.</param>
    /// <param name="closing">The numbers at the end of the day.</param>
    internal LeadScoreDay Between(TierNumbers opening, TierNumbers closing)
    {
        TierNumbers missing = closing - opening - (Entered - Left);
        return this with
        {
            Hot = closing.Hot,
            Warm = closing.Warm,
            Cool = closing.Cool,
            Cold = closing.Cold,
            Entered = TierNumbers.Of(tier => Entered[tier] + Math.Max(missing[tier], 0)),
            Left = TierNumbers.Of(tier => Left[tier] + Math.Max(-missing[tier], 0))
        };
    }
}
