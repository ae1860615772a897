using LeadGraph.Data;
using LeadGraph.Scoring;

namespace LeadGraph.Leads;

/// <summary>The number of users in a tier.</summary>
/// <param name="LeadScore">The tier.</param>
/// <param name="Users">The number of registered users in it, 0 or more.</param>
public sealed record LeadScoreCount(LeadScore LeadScore, int Users)
{
    /// <summary>The tiers in which there are users, in any order.</summary>
    /// <param name="activity">The activity of the users.</param>
    internal static IQueryable<LeadScoreCount> Of(IQueryable<UserActivity> activity)
        => activity.GroupBy(x => x.LeadScore).Select(tier => new LeadScoreCount(tier.Key, tier.Count()));
}
