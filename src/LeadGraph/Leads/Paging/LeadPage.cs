using HotChocolate.Types.Pagination;
using LeadGraph.Data;

namespace LeadGraph.Leads.Paging;

/// <summary>A page as it was read.</summary>
/// <param name="Rows">The rows in their order.</param>
/// <param name="HasPrevious">Whether there are rows before them; false if that is not selected.</param>
/// <param name="HasNext">Whether there are rows behind them; false if that is not selected.</param>
/// <param name="TotalCount">The length of the list, where reading the page has told it.</param>
internal sealed record LeadPage(List<UserActivity> Rows, bool HasPrevious, bool HasNext, int? TotalCount = null)
{
    // Where no cursor is selected, nobody reads it.
    private const string NotSelected = "not selected";

    /// <summary>A page without rows.</summary>
    public static LeadPage Empty { get; } = new([], HasPrevious: false, HasNext: false);

    /// <summary>The page as GraphQL returns it.</summary>
    /// <param name="order">The order of the rows.</param>
    /// <param name="withCursors">Whether a cursor is selected.</param>
    /// <param name="totalCount">The length of the list; of no meaning where it is not selected.</param>
    public Connection<UserActivity> ToConnection(KeysetOrder order, bool withCursors, int totalCount)
    {
        foreach (UserActivity row in Rows)
        {
            row.AsOf = order.AsOf;
        }

        Edge<UserActivity>[] edges =
        [
            .. Rows.Select(row => new Edge<UserActivity>(
                row, withCursors ? LeadCursor.Format(order, row) : NotSelected))
        ];
        return new(
            edges,
            new ConnectionPageInfo(HasNext, HasPrevious, edges.FirstOrDefault()?.Cursor, edges.LastOrDefault()?.Cursor),
            totalCount);
    }
}
