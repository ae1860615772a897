namespace LeadGraph.Changes.Feed;

/// <summary>Why recorded changes cannot be read.</summary>
public enum ChangeFeedProblem
{
    /// <summary>There is no store.</summary>
    StoreMissing,

    /// <summary>Changes after the position have been deleted, because they were old or too many.</summary>
    Deleted,

    /// <summary>The position is of another store, or ahead of all changes, as one of another store may be.</summary>
    OtherStore
}

/// <summary>Recorded changes cannot be read as the request asks.</summary>
/// <param name="problem">Why.</param>
/// <param name="message">The message for the caller.</param>
/// <param name="oldest">The position after which the oldest change follows that is kept.</param>
public sealed class ChangeFeedException(ChangeFeedProblem problem, string message, ChangeCursor oldest = default)
    : Exception(message)
{
    /// <summary>Why.</summary>
    public ChangeFeedProblem Problem => problem;

    /// <summary>The position after which the oldest change follows that is kept.</summary>
    public ChangeCursor Oldest => oldest;
}
