using LeadGraph.Campaigns.Statistics;
using LeadGraph.Scoring;

namespace LeadGraph.Campaigns;

/// <summary>What came of one message of a campaign, among all its members or those of one tier.</summary>
/// <param name="Variant">The message; null for those who got none.</param>
/// <param name="LeadScore">The tier at the creation of the campaign; null for all tiers.</param>
/// <param name="Members">How many members there are.</param>
/// <param name="Converted">How many of them had a goal event within the days.</param>
/// <param name="Rate">The share of these, 0 to 1; null without members.</param>
/// <param name="Interval">The 95 % interval of the share, by Wilson.</param>
/// <param name="MedianSeconds">
/// The median time from the creation to the first goal event, of those who had one, in seconds; null if nobody had.
/// </param>
/// <param name="Pending">How many had none so far and still have time.</param>
/// <param name="Rose">How many are now in a higher tier than at the creation.</param>
/// <param name="Fell">How many are now in a lower one; who is no longer registered is cold.</param>
public sealed record CampaignResult(
    string? Variant, LeadScore? LeadScore, int Members, int Converted, double? Rate, ConfidenceInterval Interval,
    double? MedianSeconds, int Pending, int Rose, int Fell);

/// <summary>Whether one message of a campaign does better than another, or than none.</summary>
/// <param name="Variant">The message.</param>
/// <param name="With">The message that it is compared with; null for none.</param>
/// <param name="LeadScore">The tier at the creation of the campaign; null for all tiers.</param>
/// <param name="Difference">The share of the message minus that of the other, -1 to 1.</param>
/// <param name="Interval">The 95 % interval of the difference, by Newcombe.</param>
/// <param name="Probability">
/// How probable so large a difference is by chance, by Fisher's exact test, corrected by Holm for all comparisons of the
/// campaign; 0 to 1. Those of the only tier of a campaign are those of all tiers, and count once.
/// </param>
/// <param name="Verdict">What follows.</param>
public sealed record CampaignComparison(
    string Variant, string? With, LeadScore? LeadScore, double Difference, ConfidenceInterval Interval,
    double Probability, CampaignVerdict Verdict);

/// <summary>What follows from a comparison.</summary>
public enum CampaignVerdict
{
    /// <summary>The message does better; the corrected probability is below 0.05.</summary>
    Better,

    /// <summary>The message does worse; the corrected probability is below 0.05.</summary>
    Worse,

    /// <summary>
    /// The difference may be chance, or the days are not over, or the campaign was closed before they were: who decides
    /// at any of many looks is wrong more often than one in twenty times.
    /// </summary>
    Undecided
}

/// <summary>What came of a campaign.</summary>
/// <param name="Results">By variant, and by variant and tier.</param>
/// <param name="Comparisons">Each variant with each other and with the hold-out, in total and by tier.</param>
public sealed record CampaignOutcome(
    IReadOnlyList<CampaignResult> Results, IReadOnlyList<CampaignComparison> Comparisons);
