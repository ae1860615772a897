using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeadGraph.Data;

/// <summary>
/// Drops the join with <see cref="TierFall"/> from queries that do not read what comes of it, because EF Core drops
/// columns but no joins. It comes after <see cref="PostgreSql.PageColumns"/>, which may leave the join without use.
/// </summary>
public sealed class TierFallJoin : IQueryExpressionInterceptor
{
    /// <inheritdoc/>
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
        => new Removal(isRead: ReadsFall(queryExpression)).Visit(queryExpression);

    private static bool ReadsFall(Expression query)
    {
        var use = new Use();
        use.Visit(query);
        return use.Found || ReturnsActivity(query);
    }

    // Whether whole rows are the result: nothing after the first projection selects columns of theirs.
    private static bool ReturnsActivity(Expression query)
    {
        if (query.Type != typeof(UserActivity) && !query.Type.IsAssignableTo(typeof(IQueryable<UserActivity>)))
        {
            return false;
        }

        while (query is MethodCallExpression { Arguments: [var source, ..] } call)
        {
            if (call.Method.Name == nameof(Queryable.Select))
            {
                return source.Type != typeof(IQueryable<UserActivity>)
                    && !source.Type.IsAssignableTo(typeof(IQueryable<UserActivity>));
            }

            query = source;
        }

        return true;
    }

    private sealed class Use : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitLambda<T>(Expression<T> node)
        {
            Visit(node.Body);
            return node;
        }

        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Member.DeclaringType != typeof(UserActivity))
            {
                return base.VisitMember(node);
            }

            Found |= node.Member.Name is nameof(UserActivity.FallsAt) or nameof(UserActivity.FallsTo);
            return node.Expression is ParameterExpression ? node : base.VisitMember(node);
        }

        // A row that is passed on as a whole.
        protected override Expression VisitParameter(ParameterExpression node)
        {
            Found |= node.Type == typeof(UserActivity);
            return node;
        }
    }

    private sealed class Removal(bool isRead) : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Method.Name != nameof(Queryable.LeftJoin)
                || node.Method.GetGenericArguments()[1] != typeof(TierFall))
            {
                return base.VisitMethodCall(node);
            }

            var result = (LambdaExpression)((UnaryExpression)node.Arguments[4]).Operand;
            ParameterExpression row = result.Parameters[0], fall = result.Parameters[1];
            var replacement = new Replacement(fall);
            Expression without = replacement.Visit(result.Body);
            return isRead && replacement.Found
                ? base.VisitMethodCall(node)
                : Expression.Call(
                    typeof(Queryable), nameof(Queryable.Select), [row.Type, result.ReturnType],
                    Visit(node.Arguments[0]), Expression.Quote(Expression.Lambda(Visit(without), row)));
        }
    }

    // Nobody reads the values, so any will do.
    private sealed class Replacement(ParameterExpression fall) : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression != fall)
            {
                return base.VisitMember(node);
            }

            Found = true;
            return Expression.Default(node.Type);
        }
    }
}
