using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Campaigns;

/// <summary>Finds out what came of a campaign, from the events as they are now.</summary>
/// <param name="campaigns">Reads the members.</param>
/// <param name="reader">Reads events and tiers.</param>
/// <param name="rules">The scoring rules.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class CampaignOutcomeReader(
    CampaignService campaigns, DatabaseReader reader, ScoringRules rules, TimeProvider clock)
{
    /// <summary>Reads what came of a campaign.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="charge">Called with the bytes that the members take; throws to reject them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<CampaignOutcome> ReadAsync(
        Campaign campaign, string caller, Action<long> charge, CancellationToken cancellationToken)
    {
        charge((long)campaign.Members * CampaignTally.BytesPerMember);
        CampaignMembers members = await campaigns.ReadAsync(
            caller,
            (connection, stop) => CampaignStore.ReadMembersAsync(
                connection, campaign.Number, after: null, variant: null, limit: null, withHoldout: true, stop),
            cancellationToken);
        DateTime now = clock.GetUtcNow().UtcDateTime;
        var tally = new CampaignTally(campaign, members);
        await reader.StreamAsync(
            caller,
            async (db, stop) =>
            {
                await foreach (FirstGoal goal in FirstGoals(db, campaign, rules, rules.WindowEnd(now))
                    .AsAsyncEnumerable().WithCancellation(stop))
                {
                    tally.AddGoal(goal.UserId, goal.At);
                }

                // Who is not among them is cold.
                await foreach (var lead in db.UserActivity(rules, now, mayReadPersonalData: false)
                    .Where(x => x.LeadScore != LeadScore.Cold)
                    .Select(x => new { x.UserId, x.LeadScore }).AsAsyncEnumerable().WithCancellation(stop))
                {
                    tally.AddTier(lead.UserId, lead.LeadScore);
                }

                return tally;
            },
            cancellationToken);
        return tally.ToOutcome(now);
    }

    // The first goal event of each user after the creation, to the end of the days or the closing. Events that are
    // dated too far ahead do not count yet, as for the tiers.
    private static IQueryable<FirstGoal> FirstGoals(
        LeadGraphDbContext db, Campaign campaign, ScoringRules rules, DateTime latest)
    {
        string[] types = [.. campaign.Goal.EventTypes];
        // Events that have a day alone are dated at its start, so those of the day of the creation count.
        bool hasDays = db.EventDays(campaign.CreatedAt, campaign.CreatedAt) is not null;
        DateTime from = hasDays ? DayStart(campaign.CreatedAt, rules) : campaign.CreatedAt;
        // The comparison leaves out rows without a user, of which the model knows nothing.
        IQueryable<Event> events = db
            .EventsBetween(from, latest < campaign.CountsUntil ? latest : campaign.CountsUntil)
            .Where(e => types.Contains(e.EventType) && e.UserId > long.MinValue);
        return db.Database.IsSqlite()
            ? events.Where(e => ReadableTime.Of(e.CreatedAt) > from)
                .GroupBy(e => e.UserId)
                .Select(g => new FirstGoal { UserId = g.Key, At = g.Min(e => ReadableTime.Of(e.CreatedAt)) })
            : (hasDays ? events : events.Where(e => e.CreatedAt > from))
                .GroupBy(e => e.UserId)
                .Select(g => new FirstGoal { UserId = g.Key, At = g.Min(e => e.CreatedAt) });
    }

    private static DateTime DayStart(DateTime moment, ScoringRules rules)
        => CalendarDays.Starts(TimeZoneInfo.FindSystemTimeZoneById(rules.TimeZone), moment, moment)[0];

    private sealed class FirstGoal
    {
        public long UserId { get; init; }

        public DateTime? At { get; init; }
    }
}
