using LeadGraph.Scoring;

namespace LeadGraph.Changes.Feed;

/// <summary>Which recorded changes a request asks for.</summary>
/// <param name="After">The change before the first one wanted; null for the oldest.</param>
/// <param name="Before">The change behind the last one wanted; null for no end.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="FromEnd">Whether the last ones are wanted, and not the first.</param>
/// <param name="To">Only changes to one of these tiers; null for all.</param>
/// <param name="UserId">Only changes of this user; null for all.</param>
/// <param name="Since">Only changes noticed at this moment or later, UTC; null for all.</param>
/// <param name="Until">Only changes noticed before this moment, UTC; null for all.</param>
public sealed record ChangeRequest(
    ChangeCursor? After, ChangeCursor? Before, int Limit, bool FromEnd = false, IReadOnlyList<LeadScore>? To = null,
    long? UserId = null, DateTime? Since = null, DateTime? Until = null);

/// <summary>Recorded changes as they were read, oldest first.</summary>
/// <param name="Changes">The changes.</param>
/// <param name="HasMore">
/// Whether there are more: behind the last one, or, where the last ones were wanted, before the first one.
/// </param>
/// <param name="Store">The store that was read, as cursors have it.</param>
/// <param name="Last">
/// The id up to which all changes have been read that fit, if there are no more: a reader goes on after it.
/// </param>
/// <param name="Total">How many changes fit, wherever they are; null unless they were counted.</param>
/// <param name="Reached">
/// The id up to which changes have been looked at, or from which on where the last ones were wanted, if there may be
/// more that fit and the page is not full; else null.
/// </param>
public sealed record ChangePage(
    IReadOnlyList<LeadScoreChange> Changes, bool HasMore, uint Store, long Last, int? Total, long? Reached = null)
{
    /// <summary>The position after a change of the store that was read.</summary>
    /// <param name="id">The id of the change.</param>
    public ChangeCursor PositionOf(long id) => new(id, Store);
}
