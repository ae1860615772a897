namespace HotChocolate.Types.Pagination;

/// <summary>A row with its place in the list.</summary>
public interface IEdge
{
    /// <summary>The row.</summary>
    object? Node { get; }

    /// <summary>Stands for the place of the row, for the arguments <c>after</c> and <c>before</c>.</summary>
    string Cursor { get; }
}

/// <summary>A row with its place in the list.</summary>
/// <typeparam name="T">The class of the row.</typeparam>
public class Edge<T> : IEdge
{
    /// <summary>Joins a row and its cursor.</summary>
    /// <param name="node">The row.</param>
    /// <param name="cursor">The cursor, not empty.</param>
    /// <exception cref="ArgumentException">The cursor is null or empty.</exception>
    public Edge(T node, string cursor)
    {
        ArgumentException.ThrowIfNullOrEmpty(cursor);
        Node = node;
        Cursor = cursor;
    }

    /// <summary>The row.</summary>
    public T Node { get; }

    /// <inheritdoc/>
    public string Cursor { get; }

    object? IEdge.Node => Node;
}
