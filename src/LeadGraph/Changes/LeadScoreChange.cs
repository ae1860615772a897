using HotChocolate;
using LeadGraph.Changes.Feed;
using LeadGraph.Scoring;

namespace LeadGraph.Changes;

/// <summary>A user's move from one tier to another, or the end of the user's registration.</summary>
/// <param name="UserId">The user's Telegram id.</param>
/// <param name="Previous">The tier before, or null for a user who was not registered before.</param>
/// <param name="Current">The tier now; COLD for a user who is no longer registered.</param>
/// <param name="ChangedAt">When the move was noticed.</param>
/// <param name="Reason">Why the tier changed.</param>
public sealed record LeadScoreChange(
    long UserId, LeadScore? Previous, LeadScore Current, DateTime ChangedAt, LeadScoreChangeReason Reason)
{
    /// <summary>Whether the user is no longer registered, and so no lead any more.</summary>
    public bool Removed => Reason == LeadScoreChangeReason.Removal;

    /// <summary>
    /// The cursor of the recorded change, after which leadScoreChanges and onLeadScoreChanged go on; null without a
    /// store, as changes are not recorded then.
    /// </summary>
    public string? Cursor => Id > 0 ? Position.ToString() : null;

    /// <summary>The id of the recorded change; 0 if changes are not recorded.</summary>
    [GraphQLIgnore]
    public long Id { get; init; }

    /// <summary>The store that it is recorded in, as cursors have it; null if changes are not recorded.</summary>
    [GraphQLIgnore]
    public uint? Store { get; init; }

    /// <summary>The position after it in the feed.</summary>
    [GraphQLIgnore]
    public ChangeCursor Position => new(Id, Store);

    /// <summary>The moves that a subscriber gets with it; null before it is delivered.</summary>
    internal ChangeBatch? Batch { get; init; }
}
