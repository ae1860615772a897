using System.Collections.Concurrent;
using System.Linq.Expressions;

namespace HotChocolate.Data;

/// <summary>
/// What was compiled for queries over objects in memory, by their shape. Clients choose shapes, so their number is
/// bounded, by two generations: what is used moves to the younger one; when that is full the older one is dropped.
/// </summary>
internal static class CompiledQueries
{
    private const int MaxShapes = 256;

    private static readonly Lock s_lock = new();
    private static volatile ConcurrentDictionary<QueryShape, Delegate> s_young = new();
    private static volatile ConcurrentDictionary<QueryShape, Delegate> s_old = new();

    /// <summary>How many queries have been compiled; a measure of how many shapes there are.</summary>
    public static long Compilations { get; private set; }

    /// <summary>The delegate, from the values of a query to its result, for queries of this shape.</summary>
    /// <param name="shape">The shape of the query.</param>
    /// <param name="expression">The query.</param>
    public static Delegate GetOrCompile<TResult>(QueryShape shape, Expression expression)
    {
        if (s_young.TryGetValue(shape, out Delegate? compiled))
        {
            return compiled;
        }

        bool isKept = s_old.TryGetValue(shape, out compiled);
        compiled ??= QueryCompiler.Compile<TResult>(expression);
        lock (s_lock)
        {
            Compilations += isKept ? 0 : 1;
            if (s_young.Count >= MaxShapes)
            {
                (s_old, s_young) = (s_young, new());
            }

            s_young.TryAdd(shape.Trim(), compiled);
        }

        return compiled;
    }
}
