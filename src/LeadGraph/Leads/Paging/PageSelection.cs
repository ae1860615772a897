using HotChocolate.Resolvers;

namespace LeadGraph.Leads.Paging;

/// <summary>What a request selects of a page.</summary>
/// <param name="Nodes">Whether columns of the rows are selected.</param>
/// <param name="Cursors">Whether a cursor is selected.</param>
/// <param name="HasNextPage">Whether it has to be known if there are rows behind the page.</param>
/// <param name="HasPreviousPage">Whether it has to be known if there are rows before the page.</param>
/// <param name="Rows">Whether the rows have to be read, if only to count those of the page.</param>
/// <param name="TotalCount">Whether all rows have to be counted.</param>
internal sealed record PageSelection(
    bool Nodes, bool Cursors, bool HasNextPage, bool HasPreviousPage, bool Rows, bool TotalCount)
{
    /// <summary>What is selected of a page.</summary>
    /// <param name="page">The selection of the field that returns the page.</param>
    public static PageSelection Of(ISelectionCollection page)
    {
        ISelectionCollection info = page.Select("pageInfo");
        ISelectionCollection edges = page.Select("edges");
        bool cursors =
            edges.IsSelected("cursor") || info.IsSelected("startCursor") || info.IsSelected("endCursor");
        bool next = info.IsSelected("hasNextPage");
        bool previous = info.IsSelected("hasPreviousPage");
        return new(
            Nodes: page.IsSelected("nodes") || edges.IsSelected("node"),
            cursors, next, previous,
            Rows: page.IsSelected("nodes") || page.IsSelected("edges") || cursors || next || previous,
            TotalCount: page.IsSelected("totalCount"));
    }
}
