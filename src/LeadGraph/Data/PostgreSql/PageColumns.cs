using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// Chooses where the columns of a user's engagement come from. Of a page in an order that does not need them they are
/// read for its rows alone, by an index of each user's events; otherwise they come from the aggregate over all users.
/// When a tier falls costs most over all users, so only a filter or an order by it has it computed for them, and
/// likewise what a user gained since the window before.
/// </summary>
public sealed class PageColumns : IQueryExpressionInterceptor
{
    /// <summary>The model's annotation for tables whose events have an index by user and time.</summary>
    public const string Supported = "LeadGraph:PageColumns";

    private static readonly HashSet<string> Falls = [nameof(UserActivity.FallsAt), nameof(UserActivity.FallsTo)];

    private static readonly HashSet<string> Momentum = [nameof(UserActivity.Momentum)];

    private static readonly HashSet<string> All =
    [
        nameof(UserActivity.ActiveDays), nameof(UserActivity.LastActivity), nameof(UserActivity.LeadScore), .. Falls
    ];

    /// <summary>A column that has two sources, of which the query that is made in the end takes one.</summary>
    /// <param name="column">The name of the column.</param>
    /// <param name="ofAggregate">The column of the aggregate.</param>
    /// <param name="ofUser">The same value as a query for one user.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static T Either<T>(string column, T ofAggregate, T ofUser)
        => throw new InvalidOperationException($"{nameof(PageColumns)} stands for SQL and runs only within a query.");

    /// <inheritdoc/>
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        HashSet<string>? used = UsedByPage(queryExpression);
        return new Choice(isOfUser: IsOfUser).Visit(
            IsOfUser(nameof(UserActivity.FallsAt)) ? PageFalls.ReadOnce(queryExpression) : queryExpression);

        bool IsOfUser(string column) => used?.Overlaps(ComputedWith(column)) == false;
    }

    // The columns of which one, if a filter or the order needs it, has this one computed for all users.
    private static HashSet<string> ComputedWith(string column)
        => Falls.Contains(column) ? Falls : Momentum.Contains(column) ? Momentum : All;

    // The columns that the filters and the order of a query need, if it takes a limited number of rows; else null, as
    // for calls that it does not know.
    private static HashSet<string>? UsedByPage(Expression query)
    {
        bool isLimited = false;
        var use = new Use();
        while (query is MethodCallExpression call)
        {
            switch (call.Method.Name)
            {
                case nameof(Queryable.Take):
                    isLimited = true;
                    break;
                case nameof(Queryable.Skip) or nameof(Queryable.Select)
                    or nameof(EntityFrameworkQueryableExtensions.TagWith):
                    break;
                case nameof(Queryable.Where) or nameof(Queryable.OrderBy) or nameof(Queryable.OrderByDescending)
                    or nameof(Queryable.ThenBy) or nameof(Queryable.ThenByDescending):
                    use.Visit(call.Arguments[1]);
                    break;
                case nameof(Queryable.LeftJoin):
                    return isLimited ? use.Columns : null;
                default:
                    return null;
            }

            query = call.Arguments[0];
        }

        return null;
    }

    private sealed class Use : ExpressionVisitor
    {
        public HashSet<string> Columns { get; } = [];

        protected override Expression VisitMember(MemberExpression node)
        {
            Columns.Add(node.Member.Name);
            return base.VisitMember(node);
        }
    }

    private sealed class Choice(Func<string, bool> isOfUser) : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
            => node.Method.DeclaringType == typeof(PageColumns) && node.Method.Name == nameof(Either)
                ? Visit(node.Arguments[isOfUser((string)((ConstantExpression)node.Arguments[0]).Value!) ? 2 : 1])
                : base.VisitMethodCall(node);
    }
}
