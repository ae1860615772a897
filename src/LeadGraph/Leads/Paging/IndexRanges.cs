using System.Linq.Expressions;
using LeadGraph.Data;

namespace LeadGraph.Leads.Paging;

/// <summary>
/// Splits what is behind a place into ranges that PostgreSQL reads from the indexes of the maintained table: the rows
/// with the same first key, those with a first key behind it, and those without one. It finds no ranges in an OR.
/// Within a tier, of which there are few with many rows each, an index has a second key, so its rows are split again.
/// </summary>
internal static class IndexRanges
{
    /// <summary>Whether the first key of an order has an index.</summary>
    /// <param name="order">The order.</param>
    public static bool Serve(KeysetOrder order) => order.Keys is [{ Column.IsIndexed: true }, _, ..];

    /// <summary>The rows behind a place as one or more ranges, to be read one after the other.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="order">An order whose first key has an index.</param>
    /// <param name="place">The values of its keys.</param>
    /// <param name="inclusive">Whether the row at the place is among them.</param>
    /// <param name="limit">How many rows the page has.</param>
    /// <param name="columns">The columns to read, with those of the order; null for all.</param>
    /// <param name="isWithinTier">
    /// Whether the rows are those of one tier, and their first key has an index there.
    /// </param>
    public static IEnumerable<IQueryable<UserActivity>> Behind(
        IQueryable<UserActivity> rows,
        KeysetOrder order,
        object?[] place,
        bool inclusive,
        int limit,
        Expression<Func<UserActivity, UserActivity>>? columns,
        bool isWithinTier = false)
    {
        (SortKey key, KeysetOrder rest) = (order.Keys[0], order.Rest);
        ParameterExpression row = Expression.Parameter(typeof(UserActivity), "x");
        if (HasIndexWithin(key, rest))
        {
            foreach (IQueryable<UserActivity> range in Behind(
                Where(key.At(row, place[0])), rest, place[1..], inclusive, limit, columns, isWithinTier: true))
            {
                yield return range;
            }

            yield return SortByKey(BehindKey(place[0]!));
            yield break;
        }

        IQueryable<UserActivity> tied = Where(key.At(row, place[0])).Where(rest.Behind(place[1..], inclusive));
        if (place[0] is not { } value)
        {
            yield return SortWithoutKey(tied);
            if (key.NullsFirst)
            {
                yield return SortByKey(key.Column.IsNull(row, isNull: false));
            }

            yield break;
        }

        tied = rest.Sort(tied);
        IQueryable<UserActivity> behind = SortByKey(BehindKey(value));
        if (isWithinTier ? key.IsDescending != rest.Keys[0].IsDescending : IsSortedByIndex(order))
        {
            // Both cost no more than their rows, so they are one statement.
            yield return order.Sort(Limited(tied).Concat(Limited(behind)));
        }
        else
        {
            // To find the first rows behind, all with the next key are sorted. Most pages end before.
            yield return tied;
            yield return behind;
        }

        if (key is { NullsFirst: false, Column.IsNullable: true })
        {
            yield return SortWithoutKey(Where(key.Column.IsNull(row, isNull: true)));
        }

        Expression BehindKey(object at) => key.Column.Compare(
            row, key.IsDescending ? ExpressionType.LessThan : ExpressionType.GreaterThan, at);

        IQueryable<UserActivity> Where(Expression condition)
            => rows.Where(Expression.Lambda<Func<UserActivity, bool>>(condition, row));

        IQueryable<UserActivity> SortByKey(Expression condition)
            => rest.Sort(key.Sort(Where(condition), isFirst: true, hasValue: true), isFirst: false);

        // By the key all the same, as the index is, in the direction in which it has the ids of users.
        IQueryable<UserActivity> SortWithoutKey(IQueryable<UserActivity> without) => rest.Sort(
            new SortKey(key.Column, IsDescending: key.NullsFirst, key.NullsFirst).Sort(without, isFirst: true),
            isFirst: false);

        IQueryable<UserActivity> Limited(IQueryable<UserActivity> range)
            => columns is null ? range.Take(limit) : range.Take(limit).Select(columns);
    }

    // The indexes user_activity_hottest and user_activity_lead_score, which have the ids of users last.
    private static bool HasIndexWithin(SortKey key, KeysetOrder rest)
        => key.Column.Name == nameof(UserActivity.LeadScore)
            && rest.Keys is [{ Column.Name: nameof(UserActivity.Points) or nameof(UserActivity.TotalEvents) }, { }];

    // Whether the rows come sorted from an index, or nearly so: few rows have the same time.
    private static bool IsSortedByIndex(KeysetOrder order)
        => order.Keys is [var key, var user]
            && (key.Column.IsNullable || (key.Column.IsIndexDescending is { } isIndexDescending
                && key.IsDescending == (isIndexDescending != user.IsDescending)));
}
