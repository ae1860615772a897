namespace LeadGraph.Changes.Feed;

/// <summary>Why recorded changes cannot be read.</summary>
public enum ChangeFeedProblem
{
    /// <summary>There is no store.</summary>
    StoreMissing,

    /// <summary>Changes after the place have been deleted, because they were old or too many.</summary>
    Deleted,

    /// <summary>The place is ahead of all changes, so it is of a store that is not there any more.</summary>
    Unknown
}

/// <summary>Recorded changes cannot be read as the request asks.</summary>
/// <param name="problem">Why.</param>
/// <param name="message">The message for the caller.</param>
/// <param name="oldest">The id after which the oldest change follows that is kept.</param>
public sealed class ChangeFeedException(ChangeFeedProblem problem, string message, long oldest = 0)
    : Exception(message)
{
    /// <summary>Why.</summary>
    public ChangeFeedProblem Problem => problem;

    /// <summary>The id after which the oldest change follows that is kept.</summary>
    public long Oldest => oldest;
}
