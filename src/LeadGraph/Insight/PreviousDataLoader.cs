using GreenDonut;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Insight;

/// <summary>Loads the engagement of users in the window before.</summary>
/// <param name="scheduler">Schedules the batches.</param>
/// <param name="options">Limits the size of a batch.</param>
/// <param name="reader">Reads the events.</param>
/// <param name="rules">The rules.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class PreviousDataLoader(
    IBatchScheduler scheduler, DataLoaderOptions options, DatabaseReader reader, ScoringRules rules, TimeProvider clock)
    : ExplainedLeadDataLoader<Engagement>(scheduler, options, reader, clock)
{
    private readonly Engagement _none = new(0, 0, 0, rules.Score(points: 0, activeDays: 0));

    /// <summary>The activity of users in the window before.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="moment">The moment of the window after it, UTC.</param>
    /// <param name="users">The users, a few hundred at most.</param>
    internal static IQueryable<UserActivity> Query(
        LeadGraphDbContext db, ScoringRules rules, DateTime moment, long[] users)
        => db.PreviousActivity(rules, moment, users).Select(x => new UserActivity
        {
            UserId = x.UserId,
            TotalEvents = x.TotalEvents,
            Points = x.Points,
            ActiveDays = x.ActiveDays,
            LeadScore = x.LeadScore
        });

    /// <inheritdoc/>
    protected override async Task<Func<long, Engagement>> ReadAsync(
        LeadGraphDbContext db, DateTime? past, DateTime moment, ExplainedLead[] leads,
        CancellationToken cancellationToken)
    {
        Dictionary<long, Engagement> found = await Query(db, rules, moment, IdsOf(leads))
            .ToDictionaryAsync(
                x => x.UserId, x => new Engagement(x.TotalEvents, x.Points, x.ActiveDays, x.LeadScore),
                cancellationToken);
        // A user whose registration was deleted meanwhile has none.
        return user => found.GetValueOrDefault(user, _none);
    }
}
