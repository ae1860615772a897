using LeadGraph.Campaigns.Statistics;
using LeadGraph.Scoring;

namespace LeadGraph.Campaigns;

/// <summary>Counts what came of a campaign.</summary>
/// <param name="campaign">The campaign.</param>
/// <param name="members">Its members.</param>
public sealed class CampaignTally(Campaign campaign, CampaignMembers members)
{
    /// <summary>The bytes that a member takes.</summary>
    public const int BytesPerMember = CampaignMembers.BytesPerMember + sizeof(double) + sizeof(byte);

    private const double Level = 0.05;

    // Seconds from the creation to the first goal event; NaN without one.
    private readonly double[] _seconds = [.. Enumerable.Repeat(double.NaN, members.Count)];
    private readonly byte[] _tiers = new byte[members.Count];

    /// <summary>Adds the first goal event of a user.</summary>
    /// <param name="user">The user, a member or not.</param>
    /// <param name="at">When it was, UTC; null for none.</param>
    public void AddGoal(long user, DateTime? at)
    {
        if (at is { } time && members.IndexOf(user) is >= 0 and var index)
        {
            // An event that has a day alone may be dated before the creation, on its day.
            _seconds[index] = Math.Max(
                0, (DateTime.SpecifyKind(time, DateTimeKind.Utc) - campaign.CreatedAt).TotalSeconds);
        }
    }

    /// <summary>Adds the tier of a user of now. Users without one are cold.</summary>
    /// <param name="user">The user, a member or not.</param>
    /// <param name="tier">The tier.</param>
    public void AddTier(long user, LeadScore tier)
    {
        if (members.IndexOf(user) is >= 0 and var index)
        {
            _tiers[index] = (byte)tier;
        }
    }

    /// <summary>What came of the campaign.</summary>
    /// <param name="now">The present moment, UTC.</param>
    public CampaignOutcome ToOutcome(DateTime now)
    {
        bool isOver = now > campaign.CountsUntil;
        LeadScore?[] tiers = [null, .. members.All.Select(x => (LeadScore?)x.Tier).Distinct().OrderDescending()];
        int[] variants =
        [
            .. Enumerable.Range(0, campaign.Variants.Count),
            .. campaign.HoldoutMembers > 0 ? (int[])[CampaignAssignment.Holdout] : []
        ];
        CampaignResult[] results =
            [.. from tier in tiers from variant in variants select ResultOf(variant, tier, isOver)];
        // A campaign that somebody closes when it looks good would be decided too often.
        bool decides = isOver && campaign.ClosedAt is null;
        return new CampaignOutcome(results, Compare(results, tiers, decides));
    }

    // By a pass over all members: there are few groups, and lists of their members would take memory.
    private CampaignResult ResultOf(int variant, LeadScore? tier, bool isOver)
    {
        int count = 0, rose = 0, fell = 0;
        List<double> seconds = [];
        foreach (var (index, member) in members.All.Index())
        {
            if (member.Variant != variant || (tier is not null && member.Tier != tier))
            {
                continue;
            }

            count++;
            rose += (LeadScore)_tiers[index] > member.Tier ? 1 : 0;
            fell += (LeadScore)_tiers[index] < member.Tier ? 1 : 0;
            if (!double.IsNaN(_seconds[index]))
            {
                seconds.Add(_seconds[index]);
            }
        }

        seconds.Sort();
        var share = new Proportion(seconds.Count, count);
        return new CampaignResult(
            variant == CampaignAssignment.Holdout ? null : campaign.Variants[variant].Name,
            tier,
            count,
            seconds.Count,
            count == 0 ? null : share.Rate,
            share.Wilson(),
            seconds.Count == 0 ? null : (seconds[(seconds.Count - 1) / 2] + seconds[seconds.Count / 2]) / 2,
            isOver ? 0 : count - seconds.Count,
            rose,
            fell);
    }

    // The only tier of a campaign has the members of the total, and so its comparisons: they are corrected once.
    private static CampaignComparison[] Compare(CampaignResult[] results, LeadScore?[] tiers, bool decides)
    {
        if (tiers is [null, { } only])
        {
            CampaignComparison[] total = Compare(results, [null], decides);
            return [.. total, .. total.Select(comparison => comparison with { LeadScore = only })];
        }

        (CampaignResult First, CampaignResult Second)[] pairs =
        [
            .. from tier in tiers
               let ofTier = results.Where(result => result.LeadScore == tier && result.Members > 0).ToArray()
               from first in ofTier.Index()
               from second in ofTier.Skip(first.Index + 1)
               where first.Item.Variant is not null
               select (first.Item, second)
        ];
        double[] probabilities = HolmCorrection.Correct(
            [.. pairs.Select(pair => ExactTest.Probability(ShareOf(pair.First), ShareOf(pair.Second)))]);
        return
        [
            .. pairs.Zip(probabilities, (pair, probability) =>
            {
                double difference = pair.First.Rate!.Value - pair.Second.Rate!.Value;
                return new CampaignComparison(
                    pair.First.Variant!,
                    pair.Second.Variant,
                    pair.First.LeadScore,
                    difference,
                    Proportion.Difference(ShareOf(pair.First), ShareOf(pair.Second)),
                    probability,
                    !decides || probability >= Level ? CampaignVerdict.Undecided
                        : difference > 0 ? CampaignVerdict.Better
                        : CampaignVerdict.Worse);
            })
        ];
    }

    private static Proportion ShareOf(CampaignResult result) => new(result.Converted, result.Members);
}
