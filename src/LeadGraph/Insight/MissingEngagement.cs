using HotChocolate;
using LeadGraph.Scoring;

namespace LeadGraph.Insight;

/// <summary>What is missing to the next tier, within the same window.</summary>
/// <param name="LeadScore">The tier that is reached.</param>
/// <param name="Points">How many more points it takes, 0 or more.</param>
/// <param name="Events">
/// How many more events of one point each it takes, 1 or more: enough for the points, and at least one on each missing
/// active day. Of event types with a larger weight it takes fewer.
/// </param>
/// <param name="ActiveDays">On how many more days there must be an event, 0 or more.</param>
public sealed record MissingEngagement(LeadScore LeadScore, int Points, int Events, int ActiveDays)
{
    /// <summary>What is missing to the tier after that of the engagement given; null if there is none.</summary>
    /// <param name="rules">The thresholds.</param>
    /// <param name="points">Points within the window.</param>
    /// <param name="activeDays">Distinct days of the scoring time zone with an event in the window.</param>
    [GraphQLIgnore]
    public static MissingEngagement? Of(ScoringRules rules, int points, int activeDays)
    {
        LeadScore tier = rules.Score(points, activeDays);
        if (tier == LeadScore.Hot)
        {
            return null;
        }

        ScoreThreshold next = rules.ThresholdOf(tier + 1);
        int missingPoints = Math.Max(0, next.MinEvents - points);
        int missingDays = Math.Max(0, next.MinActiveDays - activeDays);
        // Two tiers may have one threshold.
        LeadScore reached = rules.Score(points + missingPoints, activeDays + missingDays);
        return new MissingEngagement(reached, missingPoints, Math.Max(missingPoints, missingDays), missingDays);
    }
}
