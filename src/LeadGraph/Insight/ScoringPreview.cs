using LeadGraph.Leads;
using LeadGraph.Scoring;

namespace LeadGraph.Insight;

/// <summary>
/// What other scoring rules would do: the tiers in which the service would show users after a restart with them.
/// </summary>
/// <param name="AsOf">The moment at which both are compared: now, or in Maintained mode that of the table.</param>
/// <param name="Rules">The rules that are tried, in full.</param>
/// <param name="Current">The number of users in each tier by the rules in force, hottest first.</param>
/// <param name="Proposed">The number of users in each tier by the rules that are tried, hottest first.</param>
/// <param name="Moves">
/// The users who would change tier, by the tiers between which they move, hottest first. The current users of a tier,
/// without those who leave it and with those who come, are the proposed ones.
/// </param>
/// <param name="Unchanged">The number of users who would stay in their tier.</param>
/// <param name="Settings">The settings that bring these rules in force, those that differ alone.</param>
public sealed record ScoringPreview(
    DateTime AsOf,
    ScoringRules Rules,
    IReadOnlyList<LeadScoreCount> Current,
    IReadOnlyList<LeadScoreCount> Proposed,
    IReadOnlyList<ScoringMove> Moves,
    int Unchanged,
    IReadOnlyList<ScoringSetting> Settings)
{
    /// <summary>The same settings as a document of <c>appsettings.json</c>, for all of them at once.</summary>
    public string SettingsJson => SettingText.Json(Settings, isIndented: true);
}

/// <summary>The users who would move from one tier to another.</summary>
/// <param name="From">The tier by the rules in force.</param>
/// <param name="To">The tier by the rules that are tried.</param>
/// <param name="Users">How many there are, 1 or more.</param>
/// <param name="Sample">Up to five of them, those with most points by the rules that are tried first.</param>
public sealed record ScoringMove(LeadScore From, LeadScore To, int Users, IReadOnlyList<MovedLead> Sample);

/// <summary>A user who would move to another tier.</summary>
/// <param name="UserId">The user's Telegram id.</param>
/// <param name="Engagement">What the user did, by the rules that are tried.</param>
public sealed record MovedLead(long UserId, Engagement Engagement);
