using System.Linq.Expressions;
using HotChocolate;
using HotChocolate.CostAnalysis.Types;
using HotChocolate.Resolvers;
using HotChocolate.Types;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Segments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace LeadGraph.Leads;

/// <summary>A segment of the settings.</summary>
/// <param name="Name">The name.</param>
/// <param name="Members">
/// How many users are in it now, as the caller sees them: nobody matches names and addresses for a caller without the
/// scope <c>personal</c>.
/// </param>
public sealed record LeadSegment(string Name, int Members);

/// <summary>The field of the query type for the segments of the settings.</summary>
[ExtendObjectType<Query>]
public class SegmentFields
{
    /// <summary>The segments of the settings, which lists, changes and campaigns can be for.</summary>
    /// <param name="segments">The segments.</param>
    /// <param name="leads">Where leads are read.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="context">Tells whether members are counted.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [Cost(100)]
    public async Task<IReadOnlyList<LeadSegment>> GetSegmentsAsync(
        [Service] SegmentSet segments,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        IResolverContext context,
        CancellationToken cancellationToken)
    {
        Segment[] all = [.. segments.Names.Select(name => segments.Find(name)!)];
        int[] members = new int[all.Length];
        if (all.Length > 0 && context.Select().IsSelected("members"))
        {
            leads.CountReads(
                caller, asOf: null, ComputedColumns.CountAggregates(all.Select(segment => segment.Where?.Predicate)));
            members = await leads.Read(caller).GroupBy(x => 1).Select(Counts(all))
                .FirstOrDefaultAsync(cancellationToken) ?? members;
        }

        return [.. segments.Names.Zip(members, (name, count) => new LeadSegment(name, count))];
    }

    // All by one statement, which reads the leads once.
    private static Expression<Func<IGrouping<int, UserActivity>, int[]>> Counts(Segment[] segments)
    {
        ParameterExpression group = Expression.Parameter(typeof(IGrouping<int, UserActivity>), "all");
        return Expression.Lambda<Func<IGrouping<int, UserActivity>, int[]>>(
            Expression.NewArrayInit(typeof(int), segments.Select(segment => Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Count), [typeof(UserActivity)], group, All(segment)))),
            group);
    }

    private static Expression<Func<UserActivity, bool>> All(Segment segment)
    {
        ParameterExpression lead = Expression.Parameter(typeof(UserActivity), "x");
        return Expression.Lambda<Func<UserActivity, bool>>(
            ActivitySearch.PredicatesOf(segment)
                .Select(one => ReplacingExpressionVisitor.Replace(one.Parameters[0], lead, one.Body))
                .Aggregate(Expression.AndAlso),
            lead);
    }
}
