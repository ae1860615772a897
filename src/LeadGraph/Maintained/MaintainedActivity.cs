using LeadGraph.Scoring;

namespace LeadGraph.Maintained;

/// <summary>A row of <c>leadgraph.user_activity</c>: one registered user's engagement as of the last tick.</summary>
public sealed class MaintainedActivity
{
    /// <summary>The user's Telegram id.</summary>
    public long UserId { get; set; }

    /// <summary>Telegram username as it was registered.</summary>
    public string? Username { get; set; }

    /// <summary>First name as it was registered.</summary>
    public string? FirstName { get; set; }

    /// <summary>Email address as it was registered.</summary>
    public string? Email { get; set; }

    /// <summary>When the user registered, UTC.</summary>
    public DateTime? RegisteredAt { get; set; }

    /// <summary>Events in the window.</summary>
    public int TotalEvents { get; set; }

    /// <summary>Distinct UTC days with an event in the window.</summary>
    public int ActiveDays { get; set; }

    /// <summary>The latest event in the window, UTC, or null when there is none.</summary>
    public DateTime? LastActivity { get; set; }

    /// <summary>The tier in which the engagement places the user.</summary>
    public LeadScore LeadScore { get; set; }
}
