using LeadGraph.Scoring;

namespace LeadGraph.Changes;

/// <summary>Tells why tiers differ from those of the comparison before.</summary>
internal static class TierChangeReasons
{
    /// <summary>The change that a difference is, with its reason.</summary>
    /// <param name="lead">The difference.</param>
    /// <param name="now">The time of the comparison, UTC.</param>
    /// <param name="otherRules">Whether the comparison before was by other scoring rules.</param>
    /// <remarks>
    /// More events never lower a tier. So a rise has a new event as its cause, and a fall a lost one: one that left the
    /// window if what the tables hold now still gives the tier of before as of then, else one that was changed or
    /// deleted. TickSql decides in the same way.
    /// </remarks>
    public static LeadScoreChange ChangeOf(TierDifference lead, DateTime now, bool otherRules) => new(
        lead.User, lead.Previous, lead.Current ?? LeadScore.Cold, now,
        lead.Current is null ? LeadScoreChangeReason.Removal
            : lead.Previous is null ? LeadScoreChangeReason.Registration
            : otherRules ? LeadScoreChangeReason.Rules
            : lead.HasExpired ? LeadScoreChangeReason.Expiry
            : LeadScoreChangeReason.Events);
}
