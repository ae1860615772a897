namespace HotChocolate.Types.Pagination;

/// <summary>Where in the list a page is.</summary>
/// <param name="hasNextPage">Whether there are rows behind the page.</param>
/// <param name="hasPreviousPage">Whether there are rows before the page.</param>
/// <param name="startCursor">The cursor of the first row; null if there is none.</param>
/// <param name="endCursor">The cursor of the last row; null if there is none.</param>
public class ConnectionPageInfo(bool hasNextPage, bool hasPreviousPage, string? startCursor, string? endCursor)
{
    /// <summary>Whether there are rows behind the page.</summary>
    public bool HasNextPage => hasNextPage;

    /// <summary>Whether there are rows before the page.</summary>
    public bool HasPreviousPage => hasPreviousPage;

    /// <summary>The cursor of the first row; null if there is none.</summary>
    public string? StartCursor => startCursor;

    /// <summary>The cursor of the last row; null if there is none.</summary>
    public string? EndCursor => endCursor;
}
