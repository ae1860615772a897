using LeadGraph.Data;
using LeadGraph.Scoring;

namespace LeadGraph.Leads;

/// <summary>A registered user's events in the window, as the query computes them; see <see cref="UserActivity"/>.</summary>
internal sealed class EngagementRow
{
    /// <summary>The registration that stands for the user.</summary>
    public required Registration Registration { get; init; }

    /// <summary>How many events count.</summary>
    public int TotalEvents { get; init; }

    /// <summary>Their points.</summary>
    public int Points { get; init; }

    /// <summary>On how many days they are.</summary>
    public int ActiveDays { get; init; }

    /// <summary>The time of the last one, UTC; null without events.</summary>
    public DateTime? LastActivity { get; init; }

    /// <summary>The points of the window before.</summary>
    public int PreviousPoints { get; init; }

    /// <summary>When the user leaves the tier if nothing happens, UTC; null when cold.</summary>
    public DateTime? FallsAt { get; init; }

    /// <summary>The tier after that; null when cold.</summary>
    public LeadScore? FallsTo { get; init; }
}
