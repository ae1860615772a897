using System.Linq.Expressions;
using System.Reflection;

namespace HotChocolate.Data;

/// <summary>
/// Makes conditions on properties of one C# type. NULL equals only NULL: it fails every other comparison, and so
/// passes every negated one. The expressions say that themselves, so that it holds in SQL as it does in memory.
/// </summary>
internal abstract class FilterCondition
{
    /// <summary>The condition that an operation puts on a property.</summary>
    /// <param name="member">The property.</param>
    /// <param name="isNullable">Whether it can be null.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="value">The coerced value; for lists a list. Null only where the property can be null.</param>
    public Expression Build(Expression member, bool isNullable, FilterOperation operation, object? value)
    {
        if (operation.Operator == FilterOperator.In)
        {
            return BuildIn(member, isNullable, operation.IsNegated, (IReadOnlyList<object?>)value!);
        }

        if (operation.Operator == FilterOperator.Equal)
        {
            Expression operand = value is null
                ? Expression.Constant(null, member.Type)
                : Operand(value, member.Type);
            return operation.IsNegated ? Expression.NotEqual(member, operand) : Expression.Equal(member, operand);
        }

        return OrNull(member, isNullable && operation.IsNegated, Compare(member, isNullable, operation, value!));
    }

    /// <summary>
    /// The condition for any other operation. A negated one need not hold for null: the caller sees to that.
    /// </summary>
    protected abstract Expression Compare(Expression member, bool isNullable, FilterOperation operation, object value);

    /// <summary>A parameter with the value, of the property's type.</summary>
    protected abstract Expression Operand(object value, Type type);

    /// <summary>A parameter with all values that are not null, as an array.</summary>
    protected abstract Expression List(IReadOnlyList<object?> values);

    /// <summary>The property as it is compared to an array's elements.</summary>
    protected virtual Expression Item(Expression member) => member;

    protected static Expression AndNotNull(Expression member, Expression condition)
        => Expression.AndAlso(Expression.NotEqual(member, Expression.Constant(null, member.Type)), condition);

    private Expression BuildIn(Expression member, bool isNullable, bool isNegated, IReadOnlyList<object?> values)
    {
        Expression list = List(values);
        Expression item = Item(member);
        Expression contains = Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [item.Type], list, item);
        Expression condition = isNegated ? Expression.Not(contains) : contains;
        if (!isNullable)
        {
            return condition;
        }

        return values.Contains(null) == isNegated
            ? AndNotNull(member, condition)
            : OrNull(member, true, condition);
    }

    private static Expression OrNull(Expression member, bool isWanted, Expression condition) => isWanted
        ? Expression.OrElse(Expression.Equal(member, Expression.Constant(null, member.Type)), condition)
        : condition;
}

/// <summary>Conditions on numbers, instants, booleans and enums.</summary>
internal sealed class ValueCondition<T> : FilterCondition
    where T : struct
{
    protected override Expression Compare(
        Expression member, bool isNullable, FilterOperation operation, object value)
    {
        Expression operand = Operand(value, member.Type);
        return (operation.Operator, operation.IsNegated) switch
        {
            (FilterOperator.GreaterThan, false) or (FilterOperator.LessThanOrEqual, true)
                => Expression.GreaterThan(member, operand),
            (FilterOperator.GreaterThanOrEqual, false) or (FilterOperator.LessThan, true)
                => Expression.GreaterThanOrEqual(member, operand),
            (FilterOperator.LessThan, false) or (FilterOperator.GreaterThanOrEqual, true)
                => Expression.LessThan(member, operand),
            (FilterOperator.LessThanOrEqual, false) or (FilterOperator.GreaterThan, true)
                => Expression.LessThanOrEqual(member, operand),
            _ => throw new InvalidOperationException($"`{operation.Name}` is no operation on values."),
        };
    }

    protected override Expression Operand(object value, Type type)
        => type == typeof(T) ? QueryParameter<T>.Create(Read(value)) : QueryParameter<T?>.Create(Read(value));

    protected override Expression List(IReadOnlyList<object?> values)
        => QueryParameter<T[]>.Create([.. values.OfType<object>().Select(Read)]);

    protected override Expression Item(Expression member)
        => member.Type == typeof(T) ? member : Expression.Property(member, nameof(Nullable<>.Value));

    /// <summary>Scalars have one C# type each; a property may have another that holds the same values.</summary>
    private static T Read(object value) => value switch
    {
        T exact => exact,
        DateTime instant when typeof(T) == typeof(DateTimeOffset) => (T)(object)new DateTimeOffset(instant),
        _ => (T)Convert.ChangeType(value, typeof(T), provider: null),
    };
}

/// <summary>
/// Conditions on text. They are <see cref="string"/>'s own methods; how text compares is the database's business.
/// </summary>
internal sealed class StringCondition : FilterCondition
{
    private static readonly MethodInfo s_contains = Method(nameof(string.Contains));
    private static readonly MethodInfo s_startsWith = Method(nameof(string.StartsWith));
    private static readonly MethodInfo s_endsWith = Method(nameof(string.EndsWith));

    protected override Expression Compare(
        Expression member, bool isNullable, FilterOperation operation, object value)
    {
        MethodInfo method = operation.Operator switch
        {
            FilterOperator.Contains => s_contains,
            FilterOperator.StartsWith => s_startsWith,
            FilterOperator.EndsWith => s_endsWith,
            _ => throw new InvalidOperationException($"`{operation.Name}` is no operation on text."),
        };
        Expression holds = Expression.Call(member, method, Operand(value, typeof(string)));
        return operation.IsNegated ? Expression.Not(holds)
            : isNullable ? AndNotNull(member, holds)
            : holds;
    }

    protected override Expression Operand(object value, Type type) => QueryParameter<string>.Create((string)value);

    protected override Expression List(IReadOnlyList<object?> values)
        => QueryParameter<string[]>.Create([.. values.OfType<string>()]);

    private static MethodInfo Method(string name) => typeof(string).GetMethod(name, [typeof(string)])!;
}
