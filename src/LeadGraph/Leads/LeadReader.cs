using LeadGraph.Data;
using LeadGraph.Scoring;

namespace LeadGraph.Leads;

/// <summary>
/// Reads leads by the rules in force at the present moment: where the activity query gets its arguments.
/// </summary>
/// <param name="rules">The window and the thresholds.</param>
/// <param name="clock">Says what time it is.</param>
public sealed class LeadReader(ScoringRules rules, TimeProvider clock)
{
    /// <summary>The start of the activity window, UTC.</summary>
    public DateTime WindowStart => rules.WindowStart(clock.GetUtcNow().UtcDateTime);

    /// <summary>The activity of every registered user, to compose on.</summary>
    /// <param name="db">The context to read with.</param>
    public IQueryable<UserActivity> Read(LeadGraphDbContext db)
        => db.UserActivity(rules, clock.GetUtcNow().UtcDateTime, mayReadPersonalData: true);
}
