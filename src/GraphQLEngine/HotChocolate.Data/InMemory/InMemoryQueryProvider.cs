using System.Linq.Expressions;

namespace HotChocolate.Data;

/// <summary>Executes queries over objects in memory.</summary>
internal sealed class InMemoryQueryProvider : IQueryProvider
{
    private InMemoryQueryProvider()
    {
    }

    public static InMemoryQueryProvider Instance { get; } = new();

    /// <summary>The framework's own provider, for what has no shape that could be kept.</summary>
    private static IQueryProvider Framework { get; } = Enumerable.Empty<object>().AsQueryable().Provider;

    /// <summary>What the query returns; of a list an enumerable that computes it when it is read.</summary>
    public static TResult Run<TResult>(Expression expression)
    {
        var shape = new QueryShape();
        return shape.TryRead(expression)
            ? ((Func<object?[], TResult>)CompiledQueries.GetOrCompile<TResult>(shape, expression))(shape.Values)
            : Framework.Execute<TResult>(new FrameworkSources().Visit(expression));
    }

    public IQueryable<TElement> CreateQuery<TElement>(Expression expression) => new InMemoryQuery<TElement>(expression);

    public IQueryable CreateQuery(Expression expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        Type element = expression.Type.GetInterfaces().Prepend(expression.Type)
            .First(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IQueryable<>))
            .GetGenericArguments()[0];
        return (IQueryable)Activator.CreateInstance(typeof(InMemoryQuery<>).MakeGenericType(element), expression)!;
    }

    public TResult Execute<TResult>(Expression expression) => Run<TResult>(expression);

    public object? Execute(Expression expression) => Framework.Execute(new FrameworkSources().Visit(expression));

    /// <summary>Puts the objects themselves where the sources of a query are.</summary>
    private sealed class FrameworkSources : ExpressionVisitor
    {
        protected override Expression VisitConstant(ConstantExpression node)
            => node.Value is IInMemoryQuery { Source: { } source }
                ? Expression.Constant(source.AsQueryable())
                : node;
    }
}
