using LeadGraph.Leads;
using LeadGraph.Scoring;

namespace LeadGraph.Campaigns;

/// <summary>The leads of a segment, and who of them is left out for which reason.</summary>
/// <param name="most">The most leads that the segment may have.</param>
/// <param name="charge">Called with the bytes that the leads take; throws to reject them.</param>
internal sealed class CampaignDraft(int most, Action<long> charge)
{
    private const int Step = 1024;

    // The leads with their reasons, and the members of the campaign.
    private const int BytesPerLead = (2 * CampaignMembers.BytesPerMember) + 2;

    private readonly CampaignMembers _leads = new();
    private readonly List<Reason> _reasons = [];

    // A lead is left out for one reason: the first of these.
    private enum Reason : byte
    {
        None,
        OptedOut,
        Contacted,
        Excluded
    }

    /// <summary>The lowest and the highest id among the leads; an empty range without leads.</summary>
    public (long First, long Last) Users => Matched == 0 ? (1, 0) : (_leads.UserAt(0), _leads.UserAt(Matched - 1));

    private int Matched => _leads.Count;

    /// <summary>Adds a lead, whose id is higher than those before.</summary>
    /// <param name="lead">The lead.</param>
    /// <exception cref="CampaignException">There are too many.</exception>
    public void Add(SegmentLead lead)
    {
        if (Matched >= most)
        {
            throw new CampaignException(
                CampaignException.Invalid, $"More than {most} leads match; choose fewer tiers.", "input.leadScores");
        }

        if (Matched % Step == 0)
        {
            charge(Step * BytesPerLead);
        }

        _leads.Add(lead.UserId, lead.LeadScore);
        _reasons.Add(lead.OptedOut ? Reason.OptedOut : Reason.None);
    }

    /// <summary>Leaves out who was contacted.</summary>
    /// <param name="user">A user, of the segment or not.</param>
    public void LeaveOutContacted(long user) => LeaveOut(user, Reason.Contacted);

    /// <summary>Leaves out a member of another campaign.</summary>
    /// <param name="user">A user, of the segment or not.</param>
    public void LeaveOutMember(long user) => LeaveOut(user, Reason.Excluded);

    /// <summary>The leads that are not left out.</summary>
    public CampaignMembers Members()
    {
        var members = new CampaignMembers();
        foreach (var ((user, tier, _), reason) in _leads.All.Zip(_reasons))
        {
            if (reason == Reason.None)
            {
                members.Add(user, tier);
            }
        }

        return members;
    }

    /// <summary>How many members the campaign would have.</summary>
    /// <param name="optOutEventTypes">The types of the events that say that a user wants no messages.</param>
    public CampaignPreview ToPreview(IReadOnlyList<string> optOutEventTypes)
    {
        int[] tiers = new int[Enum.GetValues<LeadScore>().Length];
        foreach (var ((_, tier, _), reason) in _leads.All.Zip(_reasons))
        {
            tiers[(int)tier] += reason == Reason.None ? 1 : 0;
        }

        return new CampaignPreview(
            Matched, CountOf(Reason.OptedOut), CountOf(Reason.Contacted), CountOf(Reason.Excluded), tiers.Sum(),
            LeadScoreCount.OfAll(tier => tiers[(int)tier]),
            optOutEventTypes);
    }

    private void LeaveOut(long user, Reason reason)
    {
        if (_leads.IndexOf(user) is >= 0 and var index && _reasons[index] == Reason.None)
        {
            _reasons[index] = reason;
        }
    }

    private int CountOf(Reason reason) => _reasons.Count(x => x == reason);
}
