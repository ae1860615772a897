using System.Collections.Concurrent;
using System.Linq.Expressions;

namespace HotChocolate.Data;

/// <summary>
/// What was compiled for queries over objects in memory, by their shape. Clients choose shapes, so their number is
/// bounded, by two generations: what is used moves to the younger one; when that is full the older one is dropped.
/// </summary>
internal static class CompiledQueries
{
    /// <summary>How many shapes a generation holds.</summary>
    public const int MaxShapes = 256;

    private static readonly Lock s_lock = new();
    private static volatile ConcurrentDictionary<QueryShape, Delegate> s_young = new();
    private static volatile ConcurrentDictionary<QueryShape, Delegate> s_old = new();

    /// <summary>How many shapes are kept now.</summary>
    public static int Count => s_young.Count + s_old.Count;

    /// <summary>The delegate, from the values of a query to its result, for queries of this shape.</summary>
    /// <param name="shape">The shape of the query.</param>
    /// <param name="expression">The query.</param>
    public static Delegate GetOrCompile<TResult>(QueryShape shape, Expression expression)
    {
        if (s_young.TryGetValue(shape, out Delegate? compiled))
        {
            return compiled;
        }

        if (!s_old.TryGetValue(shape, out compiled))
        {
            compiled = QueryCompiler.Compile<TResult>(expression);
        }

        lock (s_lock)
        {
            if (s_young.Count >= MaxShapes)
            {
                (s_old, s_young) = (s_young, new());
            }

            s_young.TryAdd(shape.Trim(), compiled);
        }

        return compiled;
    }
}
