using System.Linq.Expressions;
using LeadGraph.Data;
using LeadGraph.Leads.Paging;

namespace LeadGraph.Leads;

/// <summary>
/// The columns that Live mode computes by further aggregates of all events where a filter or an order needs them.
/// </summary>
internal static class ComputedColumns
{
    // The columns of one aggregate each.
    private static readonly string[][] Aggregates =
    [
        [nameof(UserActivity.FallsAt), nameof(UserActivity.FallsTo)],
        [nameof(UserActivity.Momentum)]
    ];

    /// <summary>How many of these aggregates a query takes.</summary>
    /// <param name="filters">The filters, none larger than <see cref="GraphQL.FilterSizeLimit"/> accepts.</param>
    /// <param name="order">The order; null for none.</param>
    public static int CountAggregates(IEnumerable<Expression?> filters, KeysetOrder? order = null)
    {
        var use = new Use();
        foreach (Expression? filter in filters)
        {
            use.Visit(filter);
        }

        use.Columns.UnionWith(order?.Keys.Select(key => key.Column.Property.Name) ?? []);
        return Aggregates.Count(use.Columns.Overlaps);
    }

    private sealed class Use : ExpressionVisitor
    {
        public HashSet<string> Columns { get; } = [];

        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Member.DeclaringType == typeof(UserActivity))
            {
                Columns.Add(node.Member.Name);
            }

            return base.VisitMember(node);
        }
    }
}
