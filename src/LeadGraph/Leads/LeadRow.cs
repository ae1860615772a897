using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadGraph.Data;
using LeadGraph.Scoring;

namespace LeadGraph.Leads;

/// <summary>A lead as the REST endpoint writes it. Existing callers rely on these names and on their order.</summary>
/// <param name="UserId">The user's Telegram id.</param>
/// <param name="Username">Telegram username, or null.</param>
/// <param name="FirstName">First name, or null.</param>
/// <param name="Email">Email address, or null.</param>
/// <param name="TotalEvents">Events in the window.</param>
/// <param name="ActiveDays">Distinct days in the time zone of the scoring with an event in the window.</param>
/// <param name="LastActivity">The latest event in the window, UTC with milliseconds, or null.</param>
/// <param name="LeadScore">The tier in which the engagement places the user.</param>
public sealed record LeadRow(
    [property: JsonPropertyName("user_id")] long UserId,
    [property: JsonPropertyName("username")] string? Username,
    [property: JsonPropertyName("first_name")] string? FirstName,
    [property: JsonPropertyName("email")] string? Email,
    [property: JsonPropertyName("total_events")] int TotalEvents,
    [property: JsonPropertyName("active_days")] int ActiveDays,
    [property: JsonPropertyName("last_activity")] string? LastActivity,
    [property: JsonPropertyName("lead_score"), JsonConverter(typeof(LeadRow.TierName))] LeadScore LeadScore)
{
    /// <summary>
    /// The projection of a query to rows, so that the statement contains only these columns.
    /// </summary>
    public static Expression<Func<UserActivity, LeadRow>> OfActivity { get; } = activity => new LeadRow(
        activity.UserId,
        activity.Username,
        activity.FirstName,
        activity.Email,
        activity.TotalEvents,
        activity.ActiveDays,
        TimeText(activity.LastActivity),
        activity.LeadScore);

    /// <summary>Formats a time as ISO 8601 in UTC with milliseconds.</summary>
    /// <param name="utc">The instant, UTC.</param>
    public static string? TimeText(DateTime? utc)
        => utc?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The name of a tier: <c>hot</c>, <c>warm</c>, <c>cool</c> or <c>cold</c>.</summary>
    /// <param name="tier">The tier, or null.</param>
    public static string? TierText(LeadScore? tier) => tier?.ToString().ToLowerInvariant();

    /// <summary>Writes a tier as <c>hot</c>, <c>warm</c>, <c>cool</c> or <c>cold</c>.</summary>
    public sealed class TierName() : JsonStringEnumConverter<LeadScore>(JsonNamingPolicy.CamelCase);
}
