using LeadGraph.Leads;

namespace LeadGraph.Campaigns;

/// <summary>How many members a campaign would have. Each lead that is left out counts for one reason.</summary>
/// <param name="Matched">How many leads the segment has.</param>
/// <param name="OptedOut">How many of them had an event that says that they want no messages.</param>
/// <param name="Contacted">How many of the others were contacted within the days of <c>notContactedDays</c>.</param>
/// <param name="Excluded">How many of the rest are members of the campaigns in <c>exclude</c>.</param>
/// <param name="Members">How many remain.</param>
/// <param name="LeadScores">The tiers of those who remain.</param>
/// <param name="OptOutEventTypes">
/// The types of the events that say that a user wants no messages: those of the settings, then those of the input.
/// </param>
public sealed record CampaignPreview(
    int Matched, int OptedOut, int Contacted, int Excluded, int Members, IReadOnlyList<LeadScoreCount> LeadScores,
    IReadOnlyList<string> OptOutEventTypes);
