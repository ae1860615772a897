using HotChocolate.Data;

namespace HotChocolate.Types.Pagination;

/// <summary>One page of a list, as https://relay.dev/graphql/connections.htm has it.</summary>
public abstract class Connection
{
    private protected Connection(ConnectionPageInfo info, int totalCount) => (Info, TotalCount) = (info, totalCount);

    /// <summary>Where in the list the page is.</summary>
    public ConnectionPageInfo Info { get; }

    /// <summary>The length of the whole list; of no meaning where nobody asked.</summary>
    public int TotalCount { get; }

    internal abstract IEnumerable<object?> Nodes { get; }

    internal abstract IEnumerable<IEdge> EdgesOfAnyType { get; }
}

/// <summary>A page that a resolver has read itself. Its field needs <see cref="UsePagingAttribute"/>.</summary>
/// <param name="edges">The rows with their cursors.</param>
/// <param name="info">Where in the list the page is.</param>
/// <param name="totalCount">The length of the whole list, where it is selected.</param>
/// <typeparam name="T">The class of the rows.</typeparam>
public class Connection<T>(IReadOnlyList<Edge<T>> edges, ConnectionPageInfo info, int totalCount = 0)
    : Connection(info, totalCount), IPage
{
    /// <summary>The rows with their cursors.</summary>
    public IReadOnlyList<Edge<T>> Edges => edges;

    internal override IEnumerable<object?> Nodes => edges.Select(edge => (object?)edge.Node);

    internal override IEnumerable<IEdge> EdgesOfAnyType => edges;
}

/// <summary>A page by position: cursors are the base64 of indices, made only where they are read.</summary>
/// <param name="nodes">The rows.</param>
/// <param name="start">The index of the first row in the whole list.</param>
/// <param name="hasNextPage">Whether there are rows behind these; false where nobody asked.</param>
/// <param name="totalCount">The length of the whole list, where somebody asked.</param>
internal sealed class IndexConnection(IReadOnlyList<object> nodes, long start, bool hasNextPage, int? totalCount)
    : Connection(
        // By its position alone: a page behind the end has pages before it.
        new ConnectionPageInfo(
            hasNextPage,
            hasPreviousPage: start > 0,
            nodes.Count == 0 ? null : Cursor.Format(start),
            nodes.Count == 0 ? null : Cursor.Format(start + nodes.Count - 1)),
        totalCount ?? 0)
{
    internal override IEnumerable<object?> Nodes => nodes;

    internal override IEnumerable<IEdge> EdgesOfAnyType
    {
        get
        {
            for (int index = 0; index < nodes.Count; index++)
            {
                yield return new IndexEdge(nodes[index], start + index);
            }
        }
    }

    private sealed record IndexEdge(object? Node, long Index) : IEdge
    {
        public string Cursor => Data.Cursor.Format(Index);
    }
}
