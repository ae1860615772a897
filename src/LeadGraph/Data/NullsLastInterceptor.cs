using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeadGraph.Data;

/// <summary>
/// Sorts NULLs last in both directions: it adds the key "is null" before each nullable key. SQLite treats NULL as the
/// smallest value and PostgreSQL as the largest, so each database needs this in one direction only.
/// </summary>
/// <param name="provider">The database that the queries are for.</param>
public sealed class NullsLastInterceptor(DatabaseProvider provider) : IQueryExpressionInterceptor
{
    /// <inheritdoc/>
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
        => new Rewriter(nullsComeFirst: provider == DatabaseProvider.Sqlite
            ? [nameof(Queryable.OrderBy), nameof(Queryable.ThenBy)]
            : [nameof(Queryable.OrderByDescending), nameof(Queryable.ThenByDescending)]).Visit(queryExpression);

    private sealed class Rewriter(string[] nullsComeFirst) : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            var call = (MethodCallExpression)base.VisitMethodCall(node);
            MethodInfo method = call.Method;
            if (call.Arguments.Count != 2
                || (method.DeclaringType != typeof(Queryable) && method.DeclaringType != typeof(Enumerable))
                || !nullsComeFirst.Contains(method.Name))
            {
                return call;
            }

            LambdaExpression key = call.Arguments[1] as LambdaExpression
                ?? (LambdaExpression)((UnaryExpression)call.Arguments[1]).Operand;
            if (key.ReturnType.IsValueType && Nullable.GetUnderlyingType(key.ReturnType) is null)
            {
                return call;
            }

            LambdaExpression isNull = Expression.Lambda(
                Expression.Equal(key.Body, Expression.Constant(null, key.ReturnType)), key.Parameters);
            bool first = method.Name.StartsWith("Order", StringComparison.Ordinal);
            Type declaring = method.DeclaringType;
            Type element = method.GetGenericArguments()[0];
            Expression nullsLast = Expression.Call(
                declaring, first ? nameof(Queryable.OrderBy) : nameof(Queryable.ThenBy),
                [element, typeof(bool)], call.Arguments[0], isNull);
            bool descending = method.Name.EndsWith("Descending", StringComparison.Ordinal);
            return Expression.Call(
                declaring, descending ? nameof(Queryable.ThenByDescending) : nameof(Queryable.ThenBy),
                [element, key.ReturnType], nullsLast, key);
        }
    }
}
