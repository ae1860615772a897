using LeadGraph.Data;
using LeadGraph.Scoring;

namespace LeadGraph.Leads;

/// <summary>The number of users in a tier.</summary>
/// <param name="LeadScore">The tier.</param>
/// <param name="Users">The number of registered users in it, 0 or more.</param>
public sealed record LeadScoreCount(LeadScore LeadScore, int Users)
{
    /// <summary>All tiers, hottest first.</summary>
    /// <param name="users">The number of users in a tier.</param>
    internal static LeadScoreCount[] OfAll(Func<LeadScore, int> users)
        => [.. Enum.GetValues<LeadScore>().OrderDescending().Select(tier => new LeadScoreCount(tier, users(tier)))];

    /// <summary>The tiers in which there are users, in any order.</summary>
    /// <param name="activity">The activity of the users.</param>
    internal static IQueryable<LeadScoreCount> Of(IQueryable<UserActivity> activity)
        => activity.GroupBy(x => x.LeadScore).Select(tier => new LeadScoreCount(tier.Key, tier.Count()));
}
