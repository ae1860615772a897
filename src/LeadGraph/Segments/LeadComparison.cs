using System.Collections;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Segments;

/// <summary>
/// One operation on a field of a lead. As in GraphQL, null equals only null: it fails every other operation, and so
/// passes every negated one.
/// </summary>
internal static class LeadComparison
{
    private static readonly string[] OfTexts = ["contains", "startsWith", "endsWith"];
    private static readonly string[] OfOrders = ["gt", "gte", "lt", "lte"];

    private static readonly MethodInfo Parameter =
        typeof(LeadComparison).GetMethod(nameof(ParameterOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The operations on a type.</summary>
    /// <param name="type">The type of the field.</param>
    public static IReadOnlyList<string> NamesFor(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        string[] more = type == typeof(string) ? OfTexts : plain.IsEnum ? [] : OfOrders;
        return ["eq", "neq", "in", "nin", .. more.SelectMany(name => (string[])[name, $"n{name}"])];
    }

    /// <summary>The condition.</summary>
    /// <param name="field">The field.</param>
    /// <param name="name">The name of the operation.</param>
    /// <param name="value">What it is compared with.</param>
    /// <param name="path">Where it comes from, for messages.</param>
    /// <exception cref="ConditionException">There is no such operation, or no such value.</exception>
    public static Expression Of(MemberExpression field, string name, object? value, string path)
    {
        if (!NamesFor(field.Type).Contains(name))
        {
            throw new ConditionException(
                path, $"There is no operation {name}; there are {string.Join(", ", NamesFor(field.Type))}.");
        }

        bool isNegated = name[0] == 'n';
        string operation = isNegated ? name[1..] : name;
        bool canBeNull = !field.Type.IsValueType || Nullable.GetUnderlyingType(field.Type) is not null;
        if (operation == "in")
        {
            return In(field, isNegated, canBeNull, value, path);
        }

        if (value is null && !(operation == "eq" && canBeNull))
        {
            throw new ConditionException(path, "This must not be null.");
        }

        Expression operand = value is null ? Expression.Constant(null, field.Type) : Value(field.Type, value, path);
        if (operation == "eq")
        {
            return isNegated ? Expression.NotEqual(field, operand) : Expression.Equal(field, operand);
        }

        Expression holds = operation switch
        {
            "gt" => Expression.MakeBinary(
                isNegated ? ExpressionType.LessThanOrEqual : ExpressionType.GreaterThan, field, operand),
            "gte" => Expression.MakeBinary(
                isNegated ? ExpressionType.LessThan : ExpressionType.GreaterThanOrEqual, field, operand),
            "lt" => Expression.MakeBinary(
                isNegated ? ExpressionType.GreaterThanOrEqual : ExpressionType.LessThan, field, operand),
            "lte" => Expression.MakeBinary(
                isNegated ? ExpressionType.GreaterThan : ExpressionType.LessThanOrEqual, field, operand),
            _ => Text(field, operation, isNegated, operand)
        };
        return isNegated && canBeNull ? Expression.OrElse(IsNull(field), holds) : holds;
    }

    private static Expression Text(MemberExpression field, string operation, bool isNegated, Expression operand)
    {
        string method = $"{char.ToUpperInvariant(operation[0])}{operation[1..]}";
        Expression holds = Expression.Call(field, typeof(string).GetMethod(method, [typeof(string)])!, operand);
        return isNegated ? Expression.Not(holds) : Expression.AndAlso(Expression.Not(IsNull(field)), holds);
    }

    private static Expression In(
        MemberExpression field, bool isNegated, bool canBeNull, object? value, string path)
    {
        if (value is not IEnumerable items || value is string)
        {
            throw new ConditionException(path, "This must be a list, and not null.");
        }

        object?[] all = [.. items.Cast<object?>()];
        bool hasNull = all.Contains(null);
        if (hasNull && !canBeNull)
        {
            throw new ConditionException(path, "No item of this list may be null.");
        }

        Type type = Nullable.GetUnderlyingType(field.Type) ?? field.Type;
        var list = Array.CreateInstance(type, all.Count(item => item is not null));
        foreach (var (index, item) in all.Where(item => item is not null).Index())
        {
            list.SetValue(Convert(type, item!, path), index);
        }

        // One parameter of the statement, however many items there are.
        Expression parameter = Expression.Call(
            typeof(EF), nameof(EF.Parameter), [list.GetType()], Captured(list.GetType(), list));
        Expression compared = Nullable.GetUnderlyingType(field.Type) is null
            ? field : Expression.Property(field, nameof(Nullable<>.Value));
        Expression contains = Expression.Call(
            typeof(Enumerable), nameof(Enumerable.Contains), [type], parameter, compared);
        Expression holds = isNegated ? Expression.Not(contains) : contains;
        return !canBeNull ? holds
            : hasNull == isNegated ? Expression.AndAlso(Expression.Not(IsNull(field)), holds)
            : Expression.OrElse(IsNull(field), holds);
    }

    private static Expression Value(Type type, object value, string path)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        Expression captured = Captured(plain, Convert(plain, value, path));
        return plain == type ? captured : Expression.Convert(captured, type);
    }

    // GraphQL has one type for several of C#.
    private static object Convert(Type type, object value, string path)
    {
        try
        {
            return type.IsInstanceOfType(value) && value is not DateTime ? value
                : value is DateTimeOffset moment ? moment.UtcDateTime
                : value is DateTime time ? time.ToUniversalTime()
                : System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
        }
        catch (Exception unreadable) when (unreadable is InvalidCastException or FormatException or OverflowException)
        {
            throw new ConditionException(path, "This value is not one of the field.");
        }
    }

    private static Expression Captured(Type type, object value)
        => (Expression)Parameter.MakeGenericMethod(type).Invoke(null, [value])!;

    // EF Core makes a parameter of what a lambda captures.
    private static Expression ParameterOf<T>(T value)
    {
        Expression<Func<T>> captured = () => value;
        return captured.Body;
    }

    private static BinaryExpression IsNull(MemberExpression field)
        => Expression.Equal(field, Expression.Constant(null, field.Type));
}
