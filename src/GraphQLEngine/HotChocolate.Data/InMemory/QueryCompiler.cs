using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace HotChocolate.Data;

/// <summary>
/// Compiles queries over objects in memory so that they can be executed with other values: what they call of
/// <see cref="Queryable"/> becomes the same of <see cref="Enumerable"/>, and each value comes from an array.
/// </summary>
internal sealed class QueryCompiler : ExpressionVisitor
{
    private static readonly ParameterExpression s_values = Expression.Parameter(typeof(object?[]), "values");

    private static readonly ConcurrentDictionary<MethodInfo, MethodInfo?> s_methods = new();

    private int _nextValue;

    /// <summary>
    /// The method of <see cref="Enumerable"/> that does what one of <see cref="Queryable"/> does; null if there is
    /// none.
    /// </summary>
    public static MethodInfo? InMemory(MethodInfo method) => s_methods.GetOrAdd(method, FindInMemory);

    /// <summary>The delegate for queries of the expression's shape; it is given their values.</summary>
    public static Func<object?[], TResult> Compile<TResult>(Expression expression)
    {
        Expression body = new QueryCompiler().Visit(expression);
        return Expression.Lambda<Func<object?[], TResult>>(Expression.Convert(body, typeof(TResult)), s_values)
            .Compile();
    }

    protected override Expression VisitConstant(ConstantExpression node)
    {
        if (!QueryShape.IsValue(node))
        {
            return node;
        }

        Expression value = Expression.ArrayIndex(s_values, Expression.Constant(_nextValue++));
        if (node.Value is not IQueryable { ElementType: var row })
        {
            return Expression.Convert(value, node.Type);
        }

        // What is read of a source are its objects, as their own class, for which reading is fastest.
        Type objects = typeof(IEnumerable<>).MakeGenericType(row);
        return Expression.Call(typeof(QueryCompiler), nameof(Objects), [row], Expression.Convert(value, objects));
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        return IsOfSources(node)
            ? Expression.Call(InMemory(node.Method)!, node.Arguments.Select(Visit).Select(Unquote)!)
            : base.VisitMethodCall(node);
    }

    /// <summary>The objects behind a source.</summary>
    private static IEnumerable<T> Objects<T>(IEnumerable<T> source)
        => source is InMemoryQuery<T> query ? query.Execute() : source;

    /// <summary>
    /// Whether the call stands in the chain of calls from the query's source, and not within a lambda.
    /// </summary>
    private static bool IsOfSources(Expression? node) => node switch
    {
        MethodCallExpression { Arguments: [var source, ..] } call when call.Method.DeclaringType == typeof(Queryable)
            => IsOfSources(source),
        ConstantExpression { Value: IQueryable } => true,
        _ => false,
    };

    private static Expression Unquote(Expression? argument)
        => argument is UnaryExpression { NodeType: ExpressionType.Quote, Operand: LambdaExpression lambda }
            ? Function(lambda)
            : argument!;

    /// <summary>
    /// A function as a delegate. It is compiled by itself, since one within another would be made anew for each
    /// execution, and that is slow.
    /// </summary>
    private static Expression Function(LambdaExpression lambda)
    {
        var search = new ValueSearch();
        search.Visit(lambda.Body);
        if (!search.IsFound)
        {
            return Expression.Constant(lambda.Compile(), lambda.Type);
        }

        if (lambda.Parameters.Count != 1)
        {
            return lambda;
        }

        Type[] types = [lambda.Parameters[0].Type, lambda.ReturnType];
        LambdaExpression withValues = Expression.Lambda(lambda.Body, s_values, lambda.Parameters[0]);
        return Expression.Call(
            typeof(QueryCompiler), nameof(Bind), types, Expression.Constant(withValues.Compile()), s_values);
    }

    private static Func<TRow, TResult> Bind<TRow, TResult>(Func<object?[], TRow, TResult> function, object?[] values)
        => row => function(values, row);

    private static MethodInfo? FindInMemory(MethodInfo method)
    {
        Type[] arguments = method.GetGenericArguments();
        Type[] wanted = [.. method.GetParameters().Select(parameter => InMemory(parameter.ParameterType))];
        return typeof(Enumerable).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(candidate => candidate.Name == method.Name
                && candidate.GetGenericArguments().Length == arguments.Length)
            .Select(candidate => arguments.Length == 0 ? candidate : candidate.MakeGenericMethod(arguments))
            .FirstOrDefault(candidate => candidate.GetParameters()
                .Select(parameter => parameter.ParameterType).SequenceEqual(wanted));
    }

    private static Type InMemory(Type type)
    {
        if (!type.IsGenericType)
        {
            return type == typeof(IQueryable) ? typeof(System.Collections.IEnumerable) : type;
        }

        Type definition = type.GetGenericTypeDefinition();
        return definition == typeof(Expression<>) ? type.GetGenericArguments()[0]
            : definition == typeof(IQueryable<>)
                ? typeof(IEnumerable<>).MakeGenericType(type.GetGenericArguments())
            : definition == typeof(IOrderedQueryable<>)
                ? typeof(IOrderedEnumerable<>).MakeGenericType(type.GetGenericArguments())
            : type;
    }

    /// <summary>Whether an expression uses values.</summary>
    private sealed class ValueSearch : ExpressionVisitor
    {
        public bool IsFound { get; private set; }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            IsFound |= node == s_values;
            return node;
        }
    }
}
