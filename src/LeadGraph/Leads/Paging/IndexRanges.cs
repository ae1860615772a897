using System.Linq.Expressions;
using LeadGraph.Data;

namespace LeadGraph.Leads.Paging;

/// <summary>
/// Splits what is behind a place into ranges that PostgreSQL reads from the indexes of the maintained table: the rows
/// with the same first key, those with a first key behind it, and those without one. It finds no ranges in an OR.
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
    public static IEnumerable<IQueryable<UserActivity>> Behind(
        IQueryable<UserActivity> rows,
        KeysetOrder order,
        object?[] place,
        bool inclusive,
        int limit,
        Expression<Func<UserActivity, UserActivity>>? columns)
    {
        (SortKey key, KeysetOrder rest) = (order.Keys[0], order.Rest);
        ParameterExpression row = Expression.Parameter(typeof(UserActivity), "x");
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
        IQueryable<UserActivity> behind = SortByKey(key.Column.Compare(
            row, key.IsDescending ? ExpressionType.LessThan : ExpressionType.GreaterThan, value));
        if (IsSortedByIndex(order))
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

    // Whether the rows come sorted from an index, or nearly so: few rows have the same time.
    private static bool IsSortedByIndex(KeysetOrder order)
        => order.Keys is [var key, var user]
            && (key.Column.IsNullable || (key.Column.IsIndexDescending is { } isIndexDescending
                && key.IsDescending == (isIndexDescending != user.IsDescending)));
}
