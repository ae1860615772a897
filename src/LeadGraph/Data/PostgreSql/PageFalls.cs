using System.Linq.Expressions;

namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// Has the moment at which the tier of a row falls and the tier after that come of one subquery for each row of a page.
/// As two columns they would be two subqueries, which the database executes one after the other.
/// </summary>
internal static class PageFalls
{
    private static readonly string[] Columns = [nameof(UserActivity.FallsAt), nameof(UserActivity.FallsTo)];

    /// <summary>Joins the rows of a page with their falls, where what is selected of them needs both columns.</summary>
    /// <param name="query">The query for a page.</param>
    public static Expression ReadOnce(Expression query)
    {
        if (query is not MethodCallExpression { Arguments: [var source, ..] } call)
        {
            return query;
        }

        Expression inner = ReadOnce(source);
        return inner != source ? call.Update(call.Object, [inner, .. call.Arguments.Skip(1)])
            : call.Method.Name == nameof(Queryable.Select) && IsLimited(source) && FallsOf(source) is { } falls
                && call.Arguments[1] is UnaryExpression { Operand: LambdaExpression { Parameters: [var row] } selector }
                && row.Type == typeof(UserActivity) && ReadsBoth(selector)
            ? Joined(source, falls, selector)
            : query;
    }

    private static bool IsLimited(Expression query)
        => query is MethodCallExpression { Arguments: [var source, ..] } call
            && (call.Method.Name == nameof(Queryable.Take) || IsLimited(source));

    // Those of all users, which the rows are joined with.
    private static Expression? FallsOf(Expression query)
        => query is not MethodCallExpression { Arguments: [var source, ..] } call ? null
            : call.Method.Name == nameof(Queryable.LeftJoin)
                && call.Method.GetGenericArguments() is [_, var joined, ..] && joined == typeof(TierFall)
            ? call.Arguments[1]
            : FallsOf(source);

    private static bool ReadsBoth(LambdaExpression selector)
    {
        var replacement = new Replacement(selector.Parameters[0], fall: null);
        replacement.Visit(selector.Body);
        return Columns.All(replacement.Found.Contains);
    }

    private static Expression Joined(Expression rows, Expression falls, LambdaExpression selector)
    {
        ParameterExpression ofRow = Expression.Parameter(typeof(UserActivity)), any = Expression.Parameter(typeof(TierFall));
        ParameterExpression row = selector.Parameters[0], fall = Expression.Parameter(typeof(TierFall));
        // An equality would become a join with the falls of all users. The limit keeps the planner from that.
        Expression isOfRow = Expression.Call(
            typeof(Enumerable), nameof(Enumerable.Contains), [typeof(long)],
            Expression.NewArrayInit(typeof(long), Expression.Property(ofRow, nameof(UserActivity.UserId))),
            Expression.Property(any, nameof(TierFall.UserId)));
        Expression fallOfRow = Expression.Call(
            typeof(Queryable), nameof(Queryable.Take), [typeof(TierFall)],
            Expression.Call(
                typeof(Queryable), nameof(Queryable.Where), [typeof(TierFall)],
                falls, Expression.Quote(Expression.Lambda(isOfRow, any))),
            Expression.Constant(1));
        return Expression.Call(
            typeof(Queryable), nameof(Queryable.SelectMany),
            [typeof(UserActivity), typeof(TierFall), selector.ReturnType],
            rows,
            Expression.Quote(Expression.Lambda<Func<UserActivity, IEnumerable<TierFall>>>(
                Expression.Call(
                    typeof(Queryable), nameof(Queryable.DefaultIfEmpty), [typeof(TierFall)], fallOfRow),
                ofRow)),
            Expression.Quote(Expression.Lambda(new Replacement(row, fall).Visit(selector.Body), row, fall)));
    }

    // Replaces the columns of a row by those of its fall, if there is one.
    private sealed class Replacement(ParameterExpression row, ParameterExpression? fall) : ExpressionVisitor
    {
        public HashSet<string> Found { get; } = [];

        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression != row || !Columns.Contains(node.Member.Name))
            {
                return base.VisitMember(node);
            }

            Found.Add(node.Member.Name);
            return fall is null
                ? node
                : Expression.Convert(Expression.Property(fall, node.Member.Name), node.Type);
        }
    }
}
