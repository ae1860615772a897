using System.Linq.Expressions;
using System.Reflection;

namespace HotChocolate.Data;

/// <summary>
/// A value of a request within an expression. Like a variable that a lambda captures it is a field of an object, so
/// that providers make a parameter of it: queries that differ only in values are one query to them.
/// </summary>
internal sealed class QueryParameter<T>(T value)
{
    private static readonly FieldInfo s_value = typeof(QueryParameter<T>).GetField(nameof(Value))!;

    public readonly T Value = value;

    public static Expression Create(T value)
        => Expression.Field(Expression.Constant(new QueryParameter<T>(value)), s_value);
}
