using LeadGraph.Scoring;

namespace LeadGraph.Data;

/// <summary>When a user falls to a lower tier if there are no more events. Users who do not fall have none.</summary>
public sealed class TierFall
{
    /// <summary>The Telegram id of the user, registered or not.</summary>
    public long UserId { get; set; }

    /// <summary>The first moment, UTC, in milliseconds, at which the tier is lower.</summary>
    public DateTime FallsAt { get; set; }

    /// <summary>The tier at that moment.</summary>
    public LeadScore FallsTo { get; set; }
}
