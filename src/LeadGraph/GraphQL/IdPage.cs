using HotChocolate.Types.Pagination;

namespace LeadGraph.GraphQL;

/// <summary>The arguments of a page of a list in the order of ids, with the cursors as ids.</summary>
/// <param name="First">How many rows at most, from the start; null unless given.</param>
/// <param name="After">The id of the row before the first one wanted; null for the start.</param>
/// <param name="Last">How many rows at most, from the end; null unless given.</param>
/// <param name="Before">The id of the row behind the last one wanted; null for the end.</param>
internal sealed record IdPage(int? First, long? After, int? Last, long? Before)
{
    /// <summary>How many rows to read at most.</summary>
    public int Limit => First ?? Last ?? GraphQLSetup.LargestPage;

    /// <summary>Whether to read the last rows, and not the first.</summary>
    public bool FromEnd => First is null && Last is not null;

    /// <summary>The page as a connection.</summary>
    /// <param name="rows">The rows that were read, in the order of the list, at most <see cref="Limit"/>.</param>
    /// <param name="hasMore">Whether there are more: behind them, or before them if the last were read.</param>
    /// <param name="cursorOf">The cursor of a row.</param>
    /// <param name="total">How many rows the list has; 0 unless selected.</param>
    /// <param name="reached">
    /// The cursor to go on with where fewer rows were read than there are; null for that of the row at the end.
    /// </param>
    public Connection<T> Of<T>(
        IReadOnlyList<T> rows, bool hasMore, Func<T, string> cursorOf, int total, string? reached = null)
    {
        bool isCut = First is not null && Last < rows.Count;
        Edge<T>[] edges =
            [.. (isCut ? rows.TakeLast(Last!.Value) : rows).Select(row => new Edge<T>(row, cursorOf(row)))];
        // Beyond a cursor there is at least the row that it is of, unless that does not fit.
        return new Connection<T>(
            edges,
            new ConnectionPageInfo(
                FromEnd ? Before is not null : hasMore || Before is not null,
                FromEnd ? hasMore || After is not null : isCut || After is not null,
                FromEnd && reached is not null ? reached : edges.FirstOrDefault()?.Cursor,
                !FromEnd && reached is not null ? reached : edges.LastOrDefault()?.Cursor),
            total);
    }
}
