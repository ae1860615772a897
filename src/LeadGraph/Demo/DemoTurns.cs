using LeadGraph.Data;
using LeadGraph.Scoring;

namespace LeadGraph.Demo;

/// <summary>
/// Chooses who gets the next event of the demo, and whose oldest one leaves the activity window, so that users rise and
/// fall while the tiers keep the sizes that they have at first.
/// </summary>
/// <param name="rules">The thresholds.</param>
/// <param name="random">Chooses among the users who fit.</param>
public sealed class DemoTurns(ScoringRules rules, Random random)
{
    private static readonly LeadScore[] Tiers = [LeadScore.Cool, LeadScore.Warm, LeadScore.Hot];

    private int[]? _sizes;

    /// <summary>Chooses the next turn.</summary>
    /// <param name="leads">All users.</param>
    /// <returns>Who gets an event, and who loses one from the window; either may be nobody.</returns>
    public (long? Rises, long? Falls) Next(IReadOnlyList<UserActivity> leads)
    {
        int[] sizes = [.. Tiers.Select(tier => leads.Count(lead => lead.LeadScore >= tier))];
        _sizes ??= sizes;
        // The tier that has changed most, any if none has.
        int[] differences = [.. sizes.Zip(_sizes, (size, first) => size - first)];
        int most = differences.Max(Math.Abs);
        int[] changed = [.. Enumerable.Range(0, Tiers.Length).Where(i => Math.Abs(differences[i]) == most)];
        int chosen = random.GetItems(changed, 1)[0];
        ScoreThreshold threshold = rules.ThresholdOf(Tiers[chosen]);
        return differences[chosen] > 0
            ? (null, One(leads.Where(lead => lead.LeadScore == Tiers[chosen] && lead.Points == threshold.MinEvents)))
            : (One(leads.Where(lead => lead.LeadScore < Tiers[chosen] && lead.Points == threshold.MinEvents - 1
                && lead.ActiveDays >= threshold.MinActiveDays)), null);
    }

    private long? One(IEnumerable<UserActivity> leads)
        => leads.Select(lead => lead.UserId).ToArray() is { Length: > 0 } users ? random.GetItems(users, 1)[0] : null;
}
