using System.Linq.Expressions;

namespace HotChocolate.Data;

/// <summary>Executes queries over objects in memory.</summary>
internal sealed class InMemoryQueryProvider : IQueryProvider
{
    private InMemoryQueryProvider()
    {
    }

    public static InMemoryQueryProvider Instance { get; } = new();

    /// <summary>What the query answers; of a list an enumerable that computes it when it is read.</summary>
    public static TResult Run<TResult>(Expression expression)
    {
        var shape = new QueryShape();
        return shape.TryRead(expression)
            ? ((Func<object?[], TResult>)CompiledQueries.GetOrCompile<TResult>(shape, expression))(shape.Values)
            : Interpret<TResult>(expression);
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

    public object? Execute(Expression expression) => Interpret<object?>(expression);

    /// <summary>Has the framework execute what has no shape that could be kept.</summary>
    private static TResult Interpret<TResult>(Expression expression)
    {
        IQueryProvider framework = Enumerable.Empty<object>().AsQueryable().Provider;
        Expression rooted = new FrameworkSources().Visit(expression);
        return (TResult)framework.Execute(rooted)!;
    }

    /// <summary>Puts the objects themselves where the sources of a query are.</summary>
    private sealed class FrameworkSources : ExpressionVisitor
    {
        protected override Expression VisitConstant(ConstantExpression node)
            => node.Value is IInMemoryQuery { Source: { } source }
                ? Expression.Constant(source.AsQueryable())
                : node;
    }
}
