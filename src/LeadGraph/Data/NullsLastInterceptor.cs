using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeadGraph.Data;

/// <summary>
/// Sorts NULLs last in both directions, or first where the key is marked with <see cref="NullsFirst"/>: it adds the key
/// "is null" before each nullable key. SQLite treats NULL as the smallest value and PostgreSQL as the largest, so each
/// database needs this in one direction only.
/// </summary>
/// <param name="provider">The database that the queries are for.</param>
public sealed class NullsLastInterceptor(DatabaseProvider provider) : IQueryExpressionInterceptor
{
    /// <inheritdoc/>
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
        => new Rewriter(nullIsSmallest: provider == DatabaseProvider.Sqlite).Visit(queryExpression);

    private sealed class Rewriter(bool nullIsSmallest) : ExpressionVisitor
    {
        private static readonly HashSet<string> Orders =
        [
            nameof(Queryable.OrderBy), nameof(Queryable.OrderByDescending),
            nameof(Queryable.ThenBy), nameof(Queryable.ThenByDescending)
        ];

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            var call = (MethodCallExpression)base.VisitMethodCall(node);
            MethodInfo method = call.Method;
            if (call.Arguments.Count != 2
                || (method.DeclaringType != typeof(Queryable) && method.DeclaringType != typeof(Enumerable))
                || !Orders.Contains(method.Name))
            {
                return call;
            }

            LambdaExpression key = call.Arguments[1] as LambdaExpression
                ?? (LambdaExpression)((UnaryExpression)call.Arguments[1]).Operand;
            if (key.ReturnType.IsValueType && Nullable.GetUnderlyingType(key.ReturnType) is null)
            {
                return call;
            }

            bool isFirst = method.Name.StartsWith("Order", StringComparison.Ordinal);
            bool isDescending = method.Name.EndsWith("Descending", StringComparison.Ordinal);
            bool nullsFirst = false;
            if (key.Body is MethodCallExpression mark && mark.Method.DeclaringType == typeof(NullsFirst))
            {
                nullsFirst = true;
                key = Expression.Lambda(mark.Arguments[0], key.Parameters);
            }

            Expression rows = call.Arguments[0];
            if (nullsFirst != (nullIsSmallest != isDescending))
            {
                LambdaExpression isNull = Expression.Lambda(
                    Expression.Equal(key.Body, Expression.Constant(null, key.ReturnType)), key.Parameters);
                rows = Sort(method, rows, isNull, isFirst, isDescending: nullsFirst);
                isFirst = false;
            }

            return Sort(method, rows, key, isFirst, isDescending);
        }

        private static MethodCallExpression Sort(
            MethodInfo method, Expression rows, LambdaExpression key, bool isFirst, bool isDescending)
            => Expression.Call(
                method.DeclaringType!,
                (isFirst, isDescending) switch
                {
                    (true, false) => nameof(Queryable.OrderBy),
                    (true, true) => nameof(Queryable.OrderByDescending),
                    (false, false) => nameof(Queryable.ThenBy),
                    (false, true) => nameof(Queryable.ThenByDescending)
                },
                [method.GetGenericArguments()[0], key.ReturnType], rows, key);
    }
}
