using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using LeadGraph.Segments;

namespace LeadGraph.Campaigns;

/// <summary>A lead that a campaign may be for.</summary>
internal sealed class SegmentLead
{
    /// <summary>The Telegram id.</summary>
    public long UserId { get; init; }

    /// <summary>The tier.</summary>
    public LeadScore LeadScore { get; init; }

    /// <summary>Whether there is an event that says that the user wants no messages.</summary>
    public bool OptedOut { get; init; }
}

/// <summary>The query for the leads that a campaign may be for.</summary>
internal static class CampaignSegment
{
    /// <summary>The leads of the segment in the order of their ids, by one statement.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="segments">Which leads: those that are in all of these.</param>
    /// <param name="definition">What says that a user wants no messages.</param>
    /// <param name="rules">The scoring rules.</param>
    /// <param name="now">The present moment, UTC.</param>
    /// <param name="asOf">A past moment, UTC, as of which to read the tiers; null for now.</param>
    /// <param name="mayReadPersonalData">Whether names and addresses can be searched.</param>
    public static IQueryable<SegmentLead> Of(
        LeadGraphDbContext db, Segment?[] segments, CampaignDefinition definition, ScoringRules rules, DateTime now,
        DateTime? asOf, bool mayReadPersonalData)
    {
        IQueryable<UserActivity> leads = segments.Aggregate(
            db.UserActivity(rules, now, mayReadPersonalData, asOf: asOf),
            (activity, segment) => activity.Matching(segment));
        string[] types = [.. definition.OptOutEventTypes];
        if (types.Length == 0)
        {
            return leads.OrderBy(x => x.UserId)
                .Select(x => new SegmentLead { UserId = x.UserId, LeadScore = x.LeadScore });
        }

        // A join, which reads these events once, however many there are: of a subquery PostgreSQL keeps what fits
        // work_mem, and else reads it anew for each lead. The comparison leaves out rows without a user, of which the
        // model knows nothing.
        IQueryable<long?> optedOut = db.Events.Where(e => types.Contains(e.EventType) && e.UserId > long.MinValue)
            .Select(e => (long?)e.UserId).Distinct();
        return leads
            .LeftJoin(
                optedOut,
                x => (long?)x.UserId,
                user => user,
                (x, user) => new SegmentLead { UserId = x.UserId, LeadScore = x.LeadScore, OptedOut = user != null })
            .OrderBy(x => x.UserId);
    }
}
