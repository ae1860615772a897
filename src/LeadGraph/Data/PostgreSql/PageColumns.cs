using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// Chooses where the columns of a user's engagement come from. Of a page in an order that does not need them they are
/// read for its rows alone, by an index of each user's events; otherwise they come from the aggregate over all users.
/// </summary>
public sealed class PageColumns : IQueryExpressionInterceptor
{
    /// <summary>The model's annotation for tables whose events have an index by user and time.</summary>
    public const string Supported = "LeadGraph:PageColumns";

    private static readonly HashSet<string> Names =
    [
        nameof(UserActivity.ActiveDays), nameof(UserActivity.LastActivity), nameof(UserActivity.LeadScore),
        nameof(UserActivity.FallsAt), nameof(UserActivity.FallsTo)
    ];

    /// <summary>A column that has two sources, of which the query that is made in the end takes one.</summary>
    /// <param name="ofAggregate">The column of the aggregate.</param>
    /// <param name="ofUser">The same value as a query for one user.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static T Either<T>(T ofAggregate, T ofUser)
        => throw new InvalidOperationException($"{nameof(PageColumns)} stands for SQL and runs only within a query.");

    /// <inheritdoc/>
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
        => new Choice(IsPage(queryExpression)).Visit(queryExpression);

    // Whether a query takes a limited number of rows, and neither its filters nor its order need the columns. Of calls
    // that it does not know it assumes that they do.
    private static bool IsPage(Expression query)
    {
        bool isLimited = false;
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
                    var use = new Use();
                    use.Visit(call.Arguments[1]);
                    if (use.Found)
                    {
                        return false;
                    }

                    break;
                case nameof(Queryable.LeftJoin):
                    return isLimited;
                default:
                    return false;
            }

            query = call.Arguments[0];
        }

        return false;
    }

    private sealed class Use : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitMember(MemberExpression node)
        {
            Found |= Names.Contains(node.Member.Name);
            return base.VisitMember(node);
        }
    }

    private sealed class Choice(bool isPage) : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
            => node.Method.DeclaringType == typeof(PageColumns) && node.Method.Name == nameof(Either)
                ? Visit(node.Arguments[isPage ? 1 : 0])
                : base.VisitMethodCall(node);
    }
}
