namespace HotChocolate.Data;

/// <summary>One page of a list, as https://relay.dev/graphql/connections.htm has it.</summary>
/// <param name="nodes">The rows.</param>
/// <param name="start">The index of the first row in the whole list.</param>
/// <param name="hasNextPage">Whether there are rows behind these; false where nobody asked.</param>
/// <param name="totalCount">The length of the whole list, where somebody asked.</param>
internal sealed class Connection(IReadOnlyList<object> nodes, long start, bool hasNextPage, int? totalCount)
{
    public IReadOnlyList<object> Nodes => nodes;

    public int? TotalCount => totalCount;

    public bool HasNextPage => hasNextPage;

    /// <summary>By its position alone: a page behind the end has pages before it.</summary>
    public bool HasPreviousPage => start > 0;

    public string? StartCursor => nodes.Count == 0 ? null : Cursor.Format(start);

    public string? EndCursor => nodes.Count == 0 ? null : Cursor.Format(start + nodes.Count - 1);

    public IEnumerable<Edge> Edges()
    {
        for (int index = 0; index < nodes.Count; index++)
        {
            yield return new Edge(nodes[index], start + index);
        }
    }
}

/// <summary>A row with its place in the list.</summary>
internal sealed record Edge(object Node, long Index)
{
    public string Cursor => Data.Cursor.Format(Index);
}
