using System.Text.Json.Serialization;
using LeadGraph.Leads;

namespace LeadGraph.Changes.Feed;

/// <summary>A recorded change of tier in a REST response.</summary>
/// <param name="Id">Its id, for <c>after</c>. Ids rise; some are missing.</param>
/// <param name="UserId">The user's Telegram id.</param>
/// <param name="Previous">The tier before; null for a user who was not registered before.</param>
/// <param name="Current">The tier now; cold for a user who is no longer registered.</param>
/// <param name="Reason">Why the tier changed.</param>
/// <param name="Removed">Whether the user is no longer registered.</param>
/// <param name="ChangedAt">When the change was noticed, UTC.</param>
public sealed record ChangeRow(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("user_id")] long UserId,
    [property: JsonPropertyName("previous")] string? Previous,
    [property: JsonPropertyName("current")] string Current,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("removed")] bool Removed,
    [property: JsonPropertyName("changed_at")] string ChangedAt)
{
    /// <summary>The row of a change.</summary>
    /// <param name="change">The change.</param>
    public static ChangeRow Of(LeadScoreChange change) => new(
        change.Id, change.UserId, change.Previous is { } previous ? LeadRow.TierText(previous) : null,
        LeadRow.TierText(change.Current)!, change.Reason.ToString().ToLowerInvariant(), change.Removed,
        LeadRow.TimeText(change.ChangedAt)!);
}
