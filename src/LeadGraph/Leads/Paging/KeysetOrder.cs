using System.Linq.Expressions;
using GreenDonut.Data;
using LeadGraph.Data;

namespace LeadGraph.Leads.Paging;

/// <summary>
/// An order of leads that ends in the user's id, so that every lead has one place in it, whatever happens to others.
/// </summary>
internal sealed class KeysetOrder
{
    private readonly SortKey[] _keys;

    private KeysetOrder(SortKey[] keys, DateTime? asOf) => (_keys, AsOf) = (keys, asOf);

    /// <summary>The keys, the most significant first.</summary>
    public IReadOnlyList<SortKey> Keys => _keys;

    /// <summary>The past moment, UTC, as of which the leads are in this order; null for now.</summary>
    public DateTime? AsOf { get; }

    /// <summary>The order in text, for cursors: <c>TotalEvents-,UserId+</c>.</summary>
    public string Name
        => string.Join(',', _keys.Select(key => $"{key.Column.Name}{(key.IsDescending ? '-' : '+')}"));

    /// <summary>The opposite order.</summary>
    public KeysetOrder Reversed => new([.. _keys.Select(key => key.Reversed)], AsOf);

    /// <summary>The order of the rows with the same first key.</summary>
    public KeysetOrder Rest => new(_keys[1..], AsOf);

    /// <summary>The order that a client asks for: most events first, if it asks for none.</summary>
    /// <param name="requested">What the client asks for.</param>
    /// <param name="asOf">The past moment as of which it asks for leads; null for now.</param>
    public static KeysetOrder Of(SortDefinition<UserActivity>? requested, DateTime? asOf = null)
    {
        List<SortKey> keys = [];
        foreach (ISortBy<UserActivity> key in requested is null ? [] : requested.Operations)
        {
            // A column that is a key already decides nothing any more.
            LeadColumn column = LeadColumn.Of(key.KeySelector);
            if (!keys.Exists(known => known.Column == column))
            {
                keys.Add(new SortKey(column, IsDescending: !key.Ascending));
            }
        }

        if (keys.Count == 0)
        {
            keys.Add(new SortKey(LeadColumn.Named(nameof(UserActivity.TotalEvents)), IsDescending: true));
        }

        int unique = keys.FindIndex(key => key.Column == LeadColumn.UserId);
        return new([.. unique < 0
            ? keys.Append(new SortKey(LeadColumn.UserId, IsDescending: false))
            : keys.Take(unique + 1)], asOf);
    }

    /// <summary>The place of a row in the order.</summary>
    /// <param name="row">The row, with the columns of the keys.</param>
    public object?[] PlaceOf(UserActivity row) => [.. _keys.Select(key => key.Column.ValueOf(row))];

    /// <summary>Sorts rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="isFirst">Whether they are unsorted, or sorted by other keys before.</param>
    public IQueryable<UserActivity> Sort(IQueryable<UserActivity> rows, bool isFirst = true)
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            rows = _keys[i].Sort(rows, isFirst && i == 0);
        }

        return rows;
    }

    /// <summary>Which rows are behind a place.</summary>
    /// <param name="place">The values of the keys.</param>
    /// <param name="inclusive">Whether the row at the place is among them.</param>
    public Expression<Func<UserActivity, bool>> Behind(object?[] place, bool inclusive)
    {
        ParameterExpression row = Expression.Parameter(typeof(UserActivity), "x");
        int last = _keys.Length - 1;
        Expression condition = inclusive
            ? _keys[last].AtOrBehind(row, place[last]!)
            : _keys[last].Behind(row, place[last])!;
        for (int i = last - 1; i >= 0; i--)
        {
            condition = Expression.AndAlso(_keys[i].At(row, place[i]), condition);
            if (_keys[i].Behind(row, place[i]) is { } behind)
            {
                condition = Expression.OrElse(behind, condition);
            }
        }

        // The same again for the first key alone, because a database finds no range of an index in an OR.
        if (last > 0 && place[0] is { } first && (_keys[0].NullsFirst || !_keys[0].Column.IsNullable))
        {
            condition = Expression.AndAlso(_keys[0].AtOrBehind(row, first), condition);
        }

        return Expression.Lambda<Func<UserActivity, bool>>(condition, row);
    }
}
