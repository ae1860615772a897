using HotChocolate;
using HotChocolate.CostAnalysis.Types;
using LeadGraph.Scoring;

namespace LeadGraph.Data;

/// <summary>A registered user's engagement within the activity window.</summary>
public sealed class UserActivity
{
    /// <summary>The user's Telegram id.</summary>
    public long UserId { get; set; }

    /// <summary>Telegram username; null if there is none or the caller lacks the scope <c>personal</c>.</summary>
    public string? Username { get; set; }

    /// <summary>First name; null if there is none or the caller lacks the scope <c>personal</c>.</summary>
    public string? FirstName { get; set; }

    /// <summary>Email address; null if there is none or the caller lacks the scope <c>personal</c>.</summary>
    public string? Email { get; set; }

    /// <summary>When the user registered.</summary>
    public DateTime? RegisteredAt { get; set; }

    /// <summary>Events in the window that count.</summary>
    public int TotalEvents { get; set; }

    /// <summary>
    /// The sum of the weights of these events, which the thresholds are compared with. Without rules for event types it
    /// is the number of events.
    /// </summary>
    public int Points { get; set; }

    /// <summary>Distinct days of the scoring time zone with an event in the window.</summary>
    public int ActiveDays { get; set; }

    /// <summary>The latest event in the window, or null if there is none.</summary>
    public DateTime? LastActivity { get; set; }

    /// <summary>The tier in which the engagement places the user.</summary>
    public LeadScore LeadScore { get; set; }

    /// <summary>
    /// The first moment at which the tier is lower if there are no more events, as those of now leave the window; null
    /// if it cannot fall.
    /// </summary>
    [Cost(2)]
    public DateTime? FallsAt { get; set; }

    /// <summary>The tier at the moment <c>fallsAt</c>; null if the tier cannot fall.</summary>
    [Cost(2)]
    public LeadScore? FallsTo { get; set; }

    /// <summary>
    /// The points minus those of the window before this one, with its last moment just before this one's first.
    /// </summary>
    [Cost(2)]
    public int Momentum { get; set; }

    /// <summary>
    /// The time of the last tick, UTC, that a row of the maintained table is of; null in Live mode. It is for what is
    /// read after the row and has to fit it.
    /// </summary>
    [GraphQLIgnore]
    public DateTime? TickedAt { get; set; }

    /// <summary>
    /// The past moment, UTC, as of which a request asked for the activity; null for that of now. It is no column.
    /// </summary>
    internal DateTime? AsOf { get; set; }

    /// <summary>The message that a member of a campaign gets; null otherwise. It is no column.</summary>
    internal string? Variant { get; set; }
}
