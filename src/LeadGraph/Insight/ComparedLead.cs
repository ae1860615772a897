using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;

namespace LeadGraph.Insight;

/// <summary>A registered user's tier by the rules in force, and the engagement by other rules.</summary>
internal sealed class ComparedLead
{
    /// <summary>The Telegram id.</summary>
    public long UserId { get; init; }

    /// <summary>The tier by the rules in force.</summary>
    public LeadScore From { get; init; }

    /// <summary>The tier by the other rules.</summary>
    public LeadScore To { get; init; }

    /// <summary>The events that count by the other rules.</summary>
    public int TotalEvents { get; init; }

    /// <summary>Their points.</summary>
    public int Points { get; init; }

    /// <summary>The active days by the other rules.</summary>
    public int ActiveDays { get; init; }

    /// <summary>All registered users.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="rules">The rules in force.</param>
    /// <param name="other">The other rules.</param>
    /// <param name="asOf">The moment of what is shown, UTC.</param>
    /// <remarks>
    /// Where only thresholds differ, what is counted is the same, and in Maintained mode the table has it. Else the
    /// events are counted by both rules, by the other ones alone in Maintained mode.
    /// </remarks>
    public static IQueryable<ComparedLead> Of(
        LeadGraphDbContext db, ScoringRules rules, ScoringRules other, DateTime asOf)
    {
        IQueryable<UserActivity> current = db.UserActivity(rules, asOf, mayReadPersonalData: false);
        if (!rules.CountsAs(other))
        {
            return current.Select(x => new { x.UserId, x.LeadScore }).Join(
                db.ActivityByRules(other, asOf).Select(
                    x => new { x.UserId, x.LeadScore, x.TotalEvents, x.Points, x.ActiveDays }),
                x => x.UserId,
                y => y.UserId,
                (x, y) => new ComparedLead
                {
                    UserId = x.UserId,
                    From = x.LeadScore,
                    To = y.LeadScore,
                    TotalEvents = y.TotalEvents,
                    Points = y.Points,
                    ActiveDays = y.ActiveDays
                });
        }

        ScoreThreshold hot = other.Hot, warm = other.Warm, cool = other.Cool;
        return current.Select(x => new ComparedLead
        {
            UserId = x.UserId,
            From = x.LeadScore,
            To = x.Points >= hot.MinEvents && x.ActiveDays >= hot.MinActiveDays ? LeadScore.Hot
                : x.Points >= warm.MinEvents && x.ActiveDays >= warm.MinActiveDays ? LeadScore.Warm
                : x.Points >= cool.MinEvents && x.ActiveDays >= cool.MinActiveDays ? LeadScore.Cool
                : LeadScore.Cold,
            TotalEvents = x.TotalEvents,
            Points = x.Points,
            ActiveDays = x.ActiveDays
        });
    }
}
