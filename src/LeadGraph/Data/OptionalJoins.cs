using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;

namespace LeadGraph.Data;

/// <summary>
/// Drops the joins with <see cref="EventTotals"/>, <see cref="TierFall"/> and <see cref="PreviousPoints"/> from queries
/// that do not read what comes of them, because EF Core drops columns but no joins. It comes after
/// <see cref="PostgreSql.PageColumns"/>, which may leave a join without use.
/// </summary>
public sealed class OptionalJoins : IQueryExpressionInterceptor
{
    // The columns that come of each join.
    private static readonly Dictionary<Type, string[]> Columns = new()
    {
        [typeof(EventTotals)] =
        [
            nameof(UserActivity.TotalEvents), nameof(UserActivity.Points), nameof(UserActivity.ActiveDays),
            nameof(UserActivity.LastActivity), nameof(UserActivity.LeadScore), nameof(UserActivity.Momentum)
        ],
        [typeof(TierFall)] = [nameof(UserActivity.FallsAt), nameof(UserActivity.FallsTo)],
        [typeof(PreviousPoints)] = [nameof(UserActivity.Momentum)]
    };

    /// <inheritdoc/>
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        var use = new Use();
        use.Visit(queryExpression);
        bool readsAll = use.OfWholeRows || ReturnsActivity(queryExpression);
        return new Removal(joined => readsAll || Columns[joined].Any(use.Columns.Contains)).Visit(queryExpression);
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
        public HashSet<string> Columns { get; } = [];

        public bool OfWholeRows { get; private set; }

        protected override Expression VisitLambda<T>(Expression<T> node)
        {
            Visit(node.Body);
            return node;
        }

        // All columns of the maintained table, which come of no join.
        protected override Expression VisitMethodCall(MethodCallExpression node)
            => node is { Method.Name: nameof(Queryable.Select), Arguments: [EntityQueryRootExpression root, ..] }
                && root.ElementType == typeof(UserActivity)
                ? node
                : base.VisitMethodCall(node);

        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Member.DeclaringType != typeof(UserActivity))
            {
                return base.VisitMember(node);
            }

            Columns.Add(node.Member.Name);
            return node.Expression is ParameterExpression ? node : base.VisitMember(node);
        }

        // A row that is passed on as a whole.
        protected override Expression VisitParameter(ParameterExpression node)
        {
            OfWholeRows |= node.Type == typeof(UserActivity);
            return node;
        }
    }

    private sealed class Removal(Func<Type, bool> isRead) : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            // A join with a subquery for each row has two functions, the last of which makes the result too.
            // What the rows of a page are joined with is needed.
            if (node.Method.Name is not (nameof(Queryable.LeftJoin) or nameof(Queryable.SelectMany))
                || node.Method.GetGenericArguments() is not [var rows, var joined, _, ..]
                || rows == typeof(UserActivity) || !Columns.ContainsKey(joined))
            {
                return base.VisitMethodCall(node);
            }

            var result = (LambdaExpression)((UnaryExpression)node.Arguments[^1]).Operand;
            ParameterExpression row = result.Parameters[0], optional = result.Parameters[1];
            var replacement = new Replacement(optional);
            Expression without = replacement.Visit(result.Body);
            return isRead(joined) && replacement.Found
                ? base.VisitMethodCall(node)
                : Expression.Call(
                    typeof(Queryable), nameof(Queryable.Select), [row.Type, result.ReturnType],
                    Visit(node.Arguments[0]), Expression.Quote(Expression.Lambda(Visit(without), row)));
        }
    }

    // Nobody reads the values, so any will do.
    private sealed class Replacement(ParameterExpression optional) : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression != optional)
            {
                return base.VisitMember(node);
            }

            Found = true;
            return Expression.Default(node.Type);
        }
    }
}
