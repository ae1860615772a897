using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;

namespace HotChocolate.Types;

/// <summary>
/// Compiles the way from a coerced value to the C# type that a resolver or an input class takes it as. Coercion has
/// made sure that the value is one of the argument's type, so that nothing is checked here.
/// </summary>
internal static class ArgumentConversion
{
    private static readonly Type[] s_listTypes =
    [
        typeof(IEnumerable<>), typeof(IReadOnlyCollection<>), typeof(IReadOnlyList<>), typeof(ICollection<>),
        typeof(IList<>), typeof(List<>),
    ];

    private static readonly Type[] s_setTypes = [typeof(IReadOnlySet<>), typeof(ISet<>), typeof(HashSet<>)];

    /// <summary>Whether lists of coerced values can become this list type.</summary>
    public static bool CanMakeList(Type list)
        => list.IsArray || (list.IsGenericType
            && (Contains(s_listTypes, list) || Contains(s_setTypes, list)));

    /// <summary>
    /// The value, an expression of type object, as the target type; null becomes its default, as does everything
    /// where the target cannot be an argument, which is reported elsewhere.
    /// </summary>
    public static Expression Convert(Expression value, Type target)
    {
        if (target == typeof(IReadOnlyDictionary<string, object?>))
        {
            return Expression.Convert(Expression.Call(Method(nameof(ToDictionary)), value), target);
        }

        if (ResultTypes.Element(target) is { } element)
        {
            if (!CanMakeList(target))
            {
                return Expression.Default(target);
            }

            string name = target.IsArray ? nameof(ToArray)
                : Contains(s_setTypes, target) ? nameof(ToSet)
                : nameof(ToList);
            return Expression.Convert(
                Expression.Call(Method(name).MakeGenericMethod(element), value, Lambda(element)), target);
        }

        Type underlying = Nullable.GetUnderlyingType(target) ?? target;
        MethodInfo? method = underlying == typeof(DateTimeOffset) ? Method(nameof(ToDateTimeOffset))
            : underlying == typeof(float) ? Method(nameof(ToSingle))
            : underlying == typeof(JsonDocument) ? Method(nameof(ToJsonDocument))
            : null;
        Expression converted = method is null
            ? Expression.Convert(value, target)
            : Expression.Convert(Expression.Call(method, value), target);
        return target.IsValueType && underlying == target
            ? Expression.Condition(
                Expression.ReferenceEqual(value, Expression.Constant(null)), Expression.Default(target), converted)
            : converted;
    }

    private static LambdaExpression Lambda(Type target)
    {
        ParameterExpression item = Expression.Parameter(typeof(object), "item");
        return Expression.Lambda(
            typeof(Func<,>).MakeGenericType(typeof(object), target), Convert(item, target), item);
    }

    private static T[]? ToArray<T>(object? value, Func<object?, T> convert)
        => value is List<object?> items ? [.. items.Select(convert)] : null;

    private static List<T>? ToList<T>(object? value, Func<object?, T> convert)
        => value is List<object?> items ? [.. items.Select(convert)] : null;

    private static HashSet<T>? ToSet<T>(object? value, Func<object?, T> convert)
        => value is List<object?> items ? [.. items.Select(convert)] : null;

    private static Dictionary<string, object?>? ToDictionary(object? value) => value is InputObject given
        ? given.AsWritten().ToDictionary(entry => entry.Field.Name, entry => WithDictionaries(entry.Value))
        : null;

    private static object? WithDictionaries(object? value) => value switch
    {
        InputObject given => ToDictionary(given),
        List<object?> items => items.ConvertAll(WithDictionaries),
        _ => value,
    };

    private static DateTimeOffset? ToDateTimeOffset(object? value)
        => value is DateTime instant ? new DateTimeOffset(instant, TimeSpan.Zero) : null;

    private static float? ToSingle(object? value) => value is double number ? (float)number : null;

    private static JsonDocument? ToJsonDocument(object? value)
        => value is JsonElement json ? JsonDocument.Parse(json.GetRawText()) : null;

    private static bool Contains(Type[] definitions, Type type)
        => type.IsGenericType && definitions.Contains(type.GetGenericTypeDefinition());

    private static MethodInfo Method(string name)
        => typeof(ArgumentConversion).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}
