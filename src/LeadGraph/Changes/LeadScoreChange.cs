using LeadGraph.Scoring;

namespace LeadGraph.Changes;

/// <summary>A user's move from one tier to another.</summary>
/// <param name="UserId">The user's Telegram id.</param>
/// <param name="Previous">The tier before, or null for a user who was not registered before.</param>
/// <param name="Current">The tier now.</param>
/// <param name="ChangedAt">When the move was noticed.</param>
public sealed record LeadScoreChange(long UserId, LeadScore? Previous, LeadScore Current, DateTime ChangedAt)
{
    /// <summary>The moves that a subscriber gets with it; null before it is delivered.</summary>
    internal ChangeBatch? Batch { get; init; }
}
