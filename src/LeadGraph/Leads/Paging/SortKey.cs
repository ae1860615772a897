using System.Linq.Expressions;
using LeadGraph.Data;

namespace LeadGraph.Leads.Paging;

/// <summary>One key of an order.</summary>
/// <param name="Column">The column.</param>
/// <param name="IsDescending">Whether large values come first.</param>
/// <param name="NullsFirst">Whether rows without a value come first.</param>
internal readonly record struct SortKey(LeadColumn Column, bool IsDescending, bool NullsFirst = false)
{
    /// <summary>The opposite key.</summary>
    public SortKey Reversed => new(Column, !IsDescending, !NullsFirst);

    /// <summary>Sorts rows by the key.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="isFirst">Whether it is the first key, or decides where the keys before it are equal.</param>
    /// <param name="hasValue">Whether all rows have a value, so that no order of others is needed.</param>
    public IQueryable<UserActivity> Sort(IQueryable<UserActivity> rows, bool isFirst, bool hasValue = false)
    {
        ParameterExpression row = Expression.Parameter(typeof(UserActivity), "x");
        Expression key = Expression.Property(row, Column.Property);
        if (hasValue && Nullable.GetUnderlyingType(key.Type) is not null)
        {
            key = Expression.Property(key, nameof(Nullable<>.Value));
        }
        else if (Column.IsNullable && NullsFirst)
        {
            key = Expression.Call(typeof(NullsFirst), nameof(Data.NullsFirst.Of), [key.Type], key);
        }

        string method = (isFirst, IsDescending) switch
        {
            (true, false) => nameof(Queryable.OrderBy),
            (true, true) => nameof(Queryable.OrderByDescending),
            (false, false) => nameof(Queryable.ThenBy),
            (false, true) => nameof(Queryable.ThenByDescending)
        };
        return rows.Provider.CreateQuery<UserActivity>(Expression.Call(
            typeof(Queryable), method, [typeof(UserActivity), key.Type], rows.Expression,
            Expression.Quote(Expression.Lambda(key, row))));
    }

    /// <summary>Which rows have a key behind a value; null if no row has.</summary>
    /// <param name="row">The row.</param>
    /// <param name="value">The value; may be null.</param>
    public Expression? Behind(ParameterExpression row, object? value)
    {
        if (value is null)
        {
            return NullsFirst ? Column.IsNull(row, isNull: false) : null;
        }

        Expression behind = Column.Compare(
            row, IsDescending ? ExpressionType.LessThan : ExpressionType.GreaterThan, value);
        return Column.IsNullable && !NullsFirst ? Expression.OrElse(behind, Column.IsNull(row, isNull: true)) : behind;
    }

    /// <summary>Which rows have the value as their key, or one behind it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="value">The value, not null.</param>
    public Expression AtOrBehind(ParameterExpression row, object value) => Column.Compare(
        row, IsDescending ? ExpressionType.LessThanOrEqual : ExpressionType.GreaterThanOrEqual, value);

    /// <summary>Which rows have the value as their key.</summary>
    /// <param name="row">The row.</param>
    /// <param name="value">The value; may be null.</param>
    public Expression At(ParameterExpression row, object? value) => value is null
        ? Column.IsNull(row, isNull: true)
        : Column.Compare(row, ExpressionType.Equal, value);
}
