using LeadGraph.Scoring;

namespace LeadGraph.Insight.History;

/// <summary>A number of users for each tier.</summary>
/// <param name="Hot">Of the tier hot.</param>
/// <param name="Warm">Of the tier warm.</param>
/// <param name="Cool">Of the tier cool.</param>
/// <param name="Cold">Of the tier cold.</param>
public sealed record TierNumbers(int Hot, int Warm, int Cool, int Cold)
{
    /// <summary>No user in any tier.</summary>
    internal static readonly TierNumbers None = new(0, 0, 0, 0);

    /// <summary>The numbers that a function gives for the tiers.</summary>
    /// <param name="of">Gives the number of a tier.</param>
    internal static TierNumbers Of(Func<LeadScore, int> of)
        => new(of(LeadScore.Hot), of(LeadScore.Warm), of(LeadScore.Cool), of(LeadScore.Cold));

    /// <summary>The number of a tier.</summary>
    /// <param name="tier">The tier.</param>
    internal int this[LeadScore tier] => tier switch
    {
        LeadScore.Hot => Hot,
        LeadScore.Warm => Warm,
        LeadScore.Cool => Cool,
        _ => Cold
    };

    /// <summary>The sums of two.</summary>
    public static TierNumbers operator +(TierNumbers one, TierNumbers other) => Of(tier => one[tier] + other[tier]);

    /// <summary>The differences of two.</summary>
    public static TierNumbers operator -(TierNumbers one, TierNumbers other) => Of(tier => one[tier] - other[tier]);
}
