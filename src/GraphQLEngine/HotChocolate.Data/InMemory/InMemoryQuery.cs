using System.Collections;
using System.Linq.Expressions;

namespace HotChocolate.Data;

/// <summary>
/// A query over objects in memory, like the framework's own, except that compiled queries are cached by their shape:
/// the framework compiles a query each time it is executed.
/// </summary>
internal sealed class InMemoryQuery<T> : IOrderedQueryable<T>, IInMemoryQuery
{
    private readonly IEnumerable<T>? _source;

    /// <summary>All of these objects.</summary>
    public InMemoryQuery(IEnumerable<T> source)
    {
        _source = source;
        Expression = Expression.Constant(this);
    }

    /// <summary>What an expression over other queries describes.</summary>
    public InMemoryQuery(Expression expression) => Expression = expression;

    public Type ElementType => typeof(T);

    public Expression Expression { get; }

    public IQueryProvider Provider => InMemoryQueryProvider.Instance;

    IEnumerable? IInMemoryQuery.Source => _source;

    /// <summary>The objects; whatever they are computed from is enumerated with them.</summary>
    public IEnumerable<T> Execute() => _source ?? InMemoryQueryProvider.Run<IEnumerable<T>>(Expression);

    /// <summary>How many objects there are, found without ordering or copying them.</summary>
    public int Count()
    {
        Expression expression = Expression;
        while (expression is MethodCallExpression { Arguments: [var source, ..] } call
            && typeof(IQueryable<T>).IsAssignableFrom(source.Type) && KeepsCount(call))
        {
            expression = source;
        }

        return expression is ConstantExpression { Value: InMemoryQuery<T> query }
            ? query.Execute().Count()
            : InMemoryQueryProvider.Run<IEnumerable<T>>(expression).Count();
    }

    public IEnumerator<T> GetEnumerator() => Execute().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool KeepsCount(MethodCallExpression call) => call.Method.DeclaringType == typeof(Queryable)
        && call.Method.Name switch
        {
            nameof(Queryable.OrderBy) or nameof(Queryable.OrderByDescending)
                or nameof(Queryable.ThenBy) or nameof(Queryable.ThenByDescending) => true,
            nameof(Queryable.Select)
                => call.Arguments[1] is UnaryExpression { Operand: LambdaExpression { Body: MemberInitExpression } },
            _ => false,
        };
}

/// <summary>A query over objects in memory, of whatever type.</summary>
internal interface IInMemoryQuery
{
    /// <summary>The objects, where the query is all of them; null where it is computed from others.</summary>
    IEnumerable? Source { get; }
}

/// <summary>Makes queries over objects in memory.</summary>
internal static class InMemoryQuery
{
    /// <summary>
    /// The same query, executed by the cached delegate. Only the framework's own queries over objects are taken; those
    /// of any other provider are returned as they are.
    /// </summary>
    public static IQueryable<T> Over<T>(IQueryable<T> queryable)
        => queryable is EnumerableQuery<T> ? new InMemoryQuery<T>(queryable.Expression) : queryable;
}
