using System.Globalization;
using System.Text.Json.Serialization;

namespace LeadGraph.Leads;

/// <summary>A lead as the REST endpoint writes it. Existing callers rely on these names and on their order.</summary>
public sealed class LeadRow
{
    /// <summary>Takes over the activity of one user.</summary>
    /// <param name="activity">The activity.</param>
    public LeadRow(UserActivity activity)
    {
        UserId = activity.UserId;
        Username = activity.Username;
        FirstName = activity.FirstName;
        Email = activity.Email;
        TotalEvents = activity.TotalEvents;
        ActiveDays = activity.ActiveDays;
        LastActivity = activity.LastActivity?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        LeadScore = activity.LeadScore.ToString().ToLowerInvariant();
    }

    /// <summary>The user's Telegram id.</summary>
    [JsonPropertyName("user_id")]
    public long UserId { get; }

    /// <summary>Telegram username, or null.</summary>
    [JsonPropertyName("username")]
    public string? Username { get; }

    /// <summary>First name, or null.</summary>
    [JsonPropertyName("first_name")]
    public string? FirstName { get; }

    /// <summary>Email address, or null.</summary>
    [JsonPropertyName("email")]
    public string? Email { get; }

    /// <summary>Events in the window.</summary>
    [JsonPropertyName("total_events")]
    public int TotalEvents { get; }

    /// <summary>Distinct UTC days with an event in the window.</summary>
    [JsonPropertyName("active_days")]
    public int ActiveDays { get; }

    /// <summary>The latest event in the window, UTC with milliseconds, or null.</summary>
    [JsonPropertyName("last_activity")]
    public string? LastActivity { get; }

    /// <summary>The tier: hot, warm, cool or cold.</summary>
    [JsonPropertyName("lead_score")]
    public string LeadScore { get; }
}
